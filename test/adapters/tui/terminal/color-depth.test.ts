// How many colours terminals have, by what they say of themselves.
import { expect, test } from 'vitest';
import { detectColors } from '../../../../adapters/tui/terminal/color-depth.ts';

test.each([
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, '24-bit'],
  [{ TERM: 'xterm-256color', COLORTERM: '24bit' }, '24-bit'],
  [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux,1,0' }, '24-bit'],
  [{ TERM: 'screen-256color', TMUX: '/tmp/tmux,1,0' }, '24-bit'],
  [{ TERM: 'screen-256color' }, '256'],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode' }, '24-bit'],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, '24-bit'],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' }, '256'],
  [{ TERM: 'xterm-ghostty' }, '24-bit'],
  [{ TERM: 'alacritty' }, '24-bit'],
  [{ TERM: 'xterm-kitty' }, '24-bit'],
  [{ TERM: 'xterm-direct' }, '24-bit'],
  [{ TERM: 'xterm-256color', WT_SESSION: 'id' }, '24-bit'],
  [{ TERM: 'xterm-256color' }, '256'],
  [{ TERM: 'xterm' }, '16'],
  [{ TERM: 'linux' }, '16'],
  [{}, '16'],
  [{ TERM: 'dumb' }, 'none'],
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'none'],
  [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
  [{ TERM: 'xterm-256color', NO_COLOR: '1', FORCE_COLOR: '3' }, '24-bit'],
  [{ TERM: 'dumb', FORCE_COLOR: '1' }, '16'],
  [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', FORCE_COLOR: '0' }, 'none'],
  [{ TERM: 'xterm', FORCE_COLOR: '2' }, '256'],
])('%j has %s', (environment, colors) => {
  expect(detectColors(environment)).toBe(colors);
});
