// The diagnostic that checks whether the terminal can show the dashboard well.
import { type Diagnostic, type Finding, ok, warning } from '../../../application/ports/diagnostic.port.ts';
import type { Processes } from '../../../application/ports/processes.port.ts';
import { detectColors } from './color-depth.ts';

/** Facts about the terminal. `columns` and `rows` are 0 if there is none. */
export interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves with the escape time of tmux in milliseconds, undefined outside tmux. */
  readonly escapeTime: () => Promise<number | undefined>;
}

const COLUMNS = 80;
const ROWS = 24;
/** From this delay on, Esc feels slow. */
const SLOW_ESCAPE_MS = 100;
const TMUX_MS = 2_000;

export function terminalDiagnostic(facts: TerminalFacts): Diagnostic {
  return {
    id: 'terminal',
    label: 'Terminal',
    run: async () =>
      facts.isTerminal
        ? [size(facts), colors(facts), characters(facts), ...(await escapeKey(facts))]
        : [ok('none, so iteratr build writes a log')],
  };
}

/** Asks the surrounding tmux for its escape time. Resolves with undefined outside tmux or if tmux does not answer. */
export async function tmuxEscapeTime(
  env: TerminalFacts['env'],
  processes: Processes,
): Promise<number | undefined> {
  if ((env.TMUX ?? '') === '') return undefined;
  const { stdout, exitCode } = await processes.run(
    { program: 'tmux', args: ['show-options', '-sv', 'escape-time'], cwd: process.cwd() },
    { timeoutMs: TMUX_MS },
  );
  return exitCode === 0 && /^\d+\n?$/.test(stdout) ? Number(stdout) : undefined;
}

function size({ columns, rows }: TerminalFacts): Finding {
  const found = `${columns}x${rows}`;
  return columns >= COLUMNS && rows >= ROWS
    ? ok(found)
    : warning(`${found} is small`, `make the window at least ${COLUMNS}x${ROWS}`);
}

function colors({ env }: TerminalFacts): Finding {
  const depth = detectColors(env);
  if (env.TERM === 'dumb')
    return warning('TERM is dumb', 'export TERM=xterm-256color if the terminal supports it');
  return ok(depth === 'none' ? 'no colours' : `${depth === '24-bit' ? '24-bit' : depth} colours`);
}

function characters({ env }: TerminalFacts): Finding {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale)
    ? ok(`UTF-8 (${locale})`)
    : warning(`the locale ${locale === '' ? 'is not set' : `${locale} is not UTF-8`}`, 'export LANG=C.UTF-8');
}

async function escapeKey({ escapeTime }: TerminalFacts): Promise<readonly Finding[]> {
  const ms = await escapeTime();
  if (ms === undefined) return [];
  return [
    ms <= SLOW_ESCAPE_MS
      ? ok(`tmux waits ${ms} ms after Esc`)
      : warning(`tmux waits ${ms} ms after Esc`, 'add `set -sg escape-time 10` to ~/.tmux.conf'),
  ];
}
