// Whether the clock can be right: by when this program was built, and by the files in the data directory.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration } from '../../adapters/cli/report/format.ts';
import { isOwnDirectory } from '../../adapters/data-dir/own-path.ts';
import { type Check, ok, warning } from '../../application/doctor/check.ts';

/** File systems round, and those of other machines have clocks of their own. */
const TOLERATED_MS = 60_000;
/** Where sessions are kept: not the whole directory, which may be anywhere. */
const FOLDERS = ['jetstream', 'transcripts', 'snapshots'];
const MEND = 'set the clock: events would seem to be older than those before them';

export interface ClockFacts {
  readonly dataDir: string;
  /** ISO 8601; '' when unknown. */
  readonly built: string;
  readonly now: () => number;
}

export function clockCheck({ dataDir, built, now }: ClockFacts): Check {
  return {
    id: 'clock',
    label: 'Clock',
    run: async () => {
      const time = now();
      const shown = new Date(time).toISOString();
      if (built !== '' && time < Date.parse(built)) {
        return [warning(`${shown} is before iteratr was built, ${built}`, MEND)];
      }
      const ahead = (await newest(dataDir)) - time;
      if (ahead <= TOLERATED_MS) return [ok(shown)];
      return [warning(`${shown}, and files in ${dataDir} are ${formatDuration(ahead)} ahead of it`, MEND)];
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
