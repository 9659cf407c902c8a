// Checks whether the clock is plausible: not earlier than this program's build or the files of the data directory.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, ok, warning } from '../../application/ports/diagnostic.port.ts';
import { formatDuration } from '../../application/wording/duration.ts';
import { isOwnDirectory } from './own-path.ts';

/** File systems round times, and network file systems use another machine's clock. */
const TOLERATED_MS = 60_000;
/** The folders of session data. The data directory itself may contain other files. */
const FOLDERS = ['jetstream', 'transcripts', 'snapshots'];
const REMEDY = 'set the clock, or new events will seem older than earlier ones';

export interface ClockFacts {
  readonly dataDir: string;
  /** ISO 8601; '' when unknown. */
  readonly built: string;
  readonly now: () => number;
}

export function clockDiagnostic({ dataDir, built, now }: ClockFacts): Diagnostic {
  return {
    id: 'clock',
    label: 'Clock',
    run: async () => {
      const time = now();
      const shown = new Date(time).toISOString();
      if (built !== '' && time < Date.parse(built)) {
        return [warning(`${shown} is before iteratr was built, ${built}`, REMEDY)];
      }
      const ahead = (await newest(dataDir)) - time;
      if (ahead <= TOLERATED_MS) return [ok(shown)];
      return [warning(`${shown}, and files in ${dataDir} are ${formatDuration(ahead)} ahead of it`, REMEDY)];
    },
  };
}

/** Returns the time of the last change in milliseconds; 0 if there are no files. */
async function newest(dataDir: string): Promise<number> {
  let last = 0;
  for (const folder of FOLDERS) {
    if (!isOwnDirectory(dataDir, folder)) continue;
    const path = join(dataDir, folder);
    const names = await readdir(path, { recursive: true }).catch(() => []);
    for (const name of names) {
      const changed = await stat(join(path, name)).catch(() => undefined);
      last = Math.max(last, changed?.mtimeMs ?? 0);
    }
  }
  return last;
}
