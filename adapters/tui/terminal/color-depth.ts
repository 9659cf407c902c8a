// Detects how many colours the terminal shows, from environment variables.
import type { ColorDepth } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const FORCED: Readonly<Record<string, ColorDepth>> = {
  '0': 'none',
  false: 'none',
  '': '16',
  '1': '16',
  true: '16',
  '2': '256',
  '3': '24-bit',
};
const FULL_PROGRAMS = /^(?:iTerm\.app|vscode|WezTerm|ghostty|Hyper|rio|Tabby|WarpTerminal)$/;
const FULL_TERMS =
  /^(?:xterm-kitty|alacritty|xterm-ghostty|ghostty|wezterm|foot|contour|rio)|(?:-direct|-truecolor)$/;

/**
 * Returns the colour depth. FORCE_COLOR overrides NO_COLOR, as in Node itself. Replaces the detection of terminal-kit, which
 * reports 16 colours in tmux, VS Code, WezTerm, ghostty and alacritty.
 */
export function detectColors(environment: Environment): ColorDepth {
  const { FORCE_COLOR, NO_COLOR, COLORTERM = '', TERM = '', TERM_PROGRAM = '' } = environment;
  const forced = FORCE_COLOR === undefined ? undefined : FORCED[FORCE_COLOR];
  if (forced !== undefined) return forced;
  if ((NO_COLOR ?? '') !== '' || TERM === 'dumb') return 'none';
  if (/^(?:truecolor|24bit)$/i.test(COLORTERM)) return '24-bit';
  // tmux accepts 24-bit colours and converts them for the terminal around it.
  if (environment.TMUX || TERM.startsWith('tmux')) return '24-bit';
  if (FULL_TERMS.test(TERM) || FULL_PROGRAMS.test(TERM_PROGRAM) || environment.WT_SESSION) return '24-bit';
  return /256/.test(TERM) || TERM_PROGRAM === 'Apple_Terminal' ? '256' : '16';
}
