// Specifies when doctor warns of the clock.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clockDiagnostic } from '../../../adapters/data-dir/clock.diagnostic.ts';
import { findings } from '../../support/findings.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('the clock', () => {
  const NOW = Date.parse('2026-05-01T12:00:00Z');

  function dataDir(changed: number): string {
    const directory = tempDir();
    const folder = join(directory, 'jetstream', 'streams');
    mkdirSync(folder, { recursive: true });
    for (const path of [join(folder, '1.blk'), folder, join(directory, 'jetstream')]) {
      if (path.endsWith('.blk')) writeFileSync(path, '');
      utimesSync(path, changed / 1_000, changed / 1_000);
    }
    return directory;
  }

  it.each([
    ['right', NOW - 5_000, '2026-04-01T00:00:00Z', 'ok: 2026-05-01T12:00:00.000Z'],
    ['not known to be wrong', NOW - 5_000, '', 'ok: 2026-05-01T12:00:00.000Z'],
    ['a little behind the disk', NOW + 2_000, '', 'ok: 2026-05-01T12:00:00.000Z'],
    [
      'behind what was written',
      NOW + 7_200_000,
      '',
      expect.stringMatching(/^warning: .* are 2 h 0 min ahead of it: set the clock/),
    ],
    [
      'before this program',
      NOW,
      '2026-06-01T00:00:00Z',
      expect.stringMatching(/^warning: .* is before iteratr was built/),
    ],
  ])('is %s', async (_, changed, built, expected) => {
    expect(await findings(clockDiagnostic({ dataDir: dataDir(changed), built, now: () => NOW }))).toEqual([
      expected,
    ]);
  });

  it('has nothing to be compared with before the first session', async () => {
    const check = clockDiagnostic({ dataDir: join(tempDir(), 'none'), built: '', now: () => NOW });
    expect(await findings(check)).toEqual(['ok: 2026-05-01T12:00:00.000Z']);
  });
});
