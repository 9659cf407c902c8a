// Specifies what doctor says about the terminal.
import { describe, expect, it } from 'vitest';
import {
  type TerminalFacts,
  terminalDiagnostic,
} from '../../../../adapters/tui/terminal/terminal.diagnostic.ts';
import { findings } from '../../../support/findings.ts';

describe('the terminal', () => {
  const GOOD: TerminalFacts = {
    isTerminal: true,
    columns: 80,
    rows: 24,
    env: { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' },
    escapeTime: async () => undefined,
  };

  it.each<[string, Partial<TerminalFacts>, (string | RegExp)[]]>([
    ['well', {}, ['ok: 80x24', 'ok: 256 colours', 'ok: UTF-8 (en_US.UTF-8)']],
    ['none', { isTerminal: false, columns: 0, rows: 0 }, [/^ok: none,/]],
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
    expect(await findings(terminalDiagnostic({ ...GOOD, ...facts }))).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });
});
