// Whether the clock can be right: it is not before this program was built, nor before the files of the data directory.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, ok, warning } from '../../application/ports/diagnostic.port.ts';
import { formatDuration } from '../../application/wording/duration.ts';
import { isOwnDirectory } from './own-path.ts';

/** File systems round, and those of other machines have clocks of their own. */
const TOLERATED_MS = 60_000;
/** Where sessions are kept: not the whole directory, which may be anywhere. */
const FOLDERS = ['jetstream', 'transcripts', 'snapshots'];
const REMEDY = 'set the clock: new events would seem older than those before them';

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

/** Of the last change, in milliseconds; 0 when there is none. */
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
