// Specifies the checks that need no build: Node, terminal, clock, git.
import { execFileSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clockDiagnostic } from '../../../adapters/data-dir/clock.diagnostic.ts';
import { gitDiagnostic } from '../../../adapters/git/git.diagnostic.ts';
import { Git } from '../../../adapters/git/git-command.ts';
import { nodeDiagnostic } from '../../../adapters/process/node.diagnostic.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import {
  type TerminalFacts,
  terminalDiagnostic,
} from '../../../adapters/tui/terminal/terminal.diagnostic.ts';
import type { Diagnostic } from '../../../application/ports/diagnostic.port.ts';
import { tempDir } from '../../support/temp-dir.ts';

const GIT = new Git(UNRECORDED_PROCESSES);

async function told(check: Diagnostic): Promise<string[]> {
  const findings = await check.run(new AbortController().signal);
  return findings.map(({ state, found, remedy }) => [state, found, remedy].filter(Boolean).join(': '));
}

describe('Node', () => {
  it.each([
    ['20.19.0', 'ok: 20.19.0'],
    ['20.20.2', 'ok: 20.20.2'],
    ['24.0.0', 'ok: 24.0.0'],
    [
      '20.18.9',
      'failed: 20.18.9 is older than 20.19: install a newer one: nvm install --lts, or from https://nodejs.org',
    ],
    ['18.20.0', expect.stringMatching(/^failed: /)],
  ])('%s', async (version, expected) => {
    expect(await told(nodeDiagnostic(version))).toEqual([expected]);
  });
});

describe('the terminal', () => {
  const GOOD: TerminalFacts = {
    isTerminal: true,
    columns: 80,
    rows: 24,
    env: { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' },
    escapeTime: async () => undefined,
  };

  it.each<[string, Partial<TerminalFacts>, (string | RegExp)[]]>([
    ['well', {}, ['ok: 80x24', 'ok: 256 colours', 'ok: UTF-8, by en_US.UTF-8']],
    ['none', { isTerminal: false, columns: 0, rows: 0 }, [/^ok: none here/]],
    ['small', { columns: 79 }, [/^warning: 79x24 is small: /, /^ok/, /^ok/]],
    [
      'in ASCII',
      { env: { TERM: 'xterm', LC_ALL: 'C', LANG: 'C.UTF-8' } },
      [/^ok/, 'ok: 16 colours', /^warning: .* C is not UTF-8: /],
    ],
    [
      'without a locale',
      { env: { TERM: 'xterm-direct' } },
      [/^ok/, 'ok: 24-bit colours', /^warning: the locale is not set: /],
    ],
    ['without colours', { env: { NO_COLOR: '1', LANG: 'C.utf8' } }, [/^ok/, 'ok: no colours', /^ok/]],
    ['dumb', { env: { TERM: 'dumb', LANG: 'C.utf8' } }, [/^ok/, /^warning: TERM is dumb: /, /^ok/]],
    [
      'in a tmux that waits',
      { escapeTime: async () => 500 },
      [/^ok/, /^ok/, /^ok/, /^warning: tmux waits 500 ms after Esc: /],
    ],
    [
      'in a tmux that does not',
      { escapeTime: async () => 10 },
      [/^ok/, /^ok/, /^ok/, 'ok: tmux waits 10 ms after Esc'],
    ],
  ])('is %s', async (_, facts, expected) => {
    expect(await told(terminalDiagnostic({ ...GOOD, ...facts }))).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });
});

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
    expect(await told(clockDiagnostic({ dataDir: dataDir(changed), built, now: () => NOW }))).toEqual([
      expected,
    ]);
  });

  it('has nothing to be compared with before the first session', async () => {
    const check = clockDiagnostic({ dataDir: join(tempDir(), 'none'), built: '', now: () => NOW });
    expect(await told(check)).toEqual(['ok: 2026-05-01T12:00:00.000Z']);
  });
});

describe('git', () => {
  function repository(): string {
    const cwd = tempDir();
    execFileSync('git', ['init', '--quiet', '--initial-branch', 'main'], { cwd });
    execFileSync('git', ['config', 'user.name', 'Ada'], { cwd });
    execFileSync('git', ['config', 'user.email', 'ada@example.org'], { cwd });
    return cwd;
  }

  it('is ready', async () => {
    const cwd = repository();
    expect(await told(gitDiagnostic({ git: GIT, cwd, autoCommit: true }))).toEqual([
      expect.stringMatching(/^ok: git version \d/),
      `ok: work tree ${cwd}`,
      'ok: commits are by Ada <ada@example.org>',
    ]);
  });

  it('does not know the user', async () => {
    const cwd = repository();
    execFileSync('git', ['config', 'user.name', ''], { cwd });
    execFileSync('git', ['config', 'user.email', ''], { cwd });
    execFileSync('git', ['config', 'user.useConfigOnly', 'true'], { cwd });
    const [, , identity] = await told(gitDiagnostic({ git: GIT, cwd, autoCommit: true }));
    expect(identity).toMatch(/^warning: git does not know who you are: .*: git config --global user\.name/);
  });

  it('is in the middle of something', async () => {
    const cwd = repository();
    writeFileSync(join(cwd, '.git', 'MERGE_HEAD'), '');
    expect((await told(gitDiagnostic({ git: GIT, cwd, autoCommit: true })))[1]).toMatch(
      /^warning: .*a merge is in progress/,
    );
  });

  it('has no work tree, which is well where nothing is to be committed', async () => {
    const cwd = tempDir();
    expect((await told(gitDiagnostic({ git: GIT, cwd, autoCommit: true })))[1]).toMatch(
      /^warning: .* is not in a work tree.*: git init/,
    );
    expect((await told(gitDiagnostic({ git: GIT, cwd, autoCommit: false })))[1]).toMatch(
      /^ok: .*\(auto_commit is off\)$/,
    );
  });
});
