// Small drawing functions that several views share.
import type { Canvas } from './canvas.ts';
import { reveal, sanitize } from './sanitize.ts';
import type { Span, Style, StyledLine } from './style.ts';
import { cutToWidth, textWidth } from './width.ts';

export const MUTED: Style = { fg: 'muted' };
export const SUBTLE: Style = { fg: 'subtle' };
export const ACCENT: Style = { fg: 'accent', bold: true };
export const HEADING: Style = { fg: 'heading', bold: true };
export const SELECTED: Style = { bg: 'selection' };

const ONE_LINE = 2_000;

/** Returns untrusted text on one line. Makes invisible characters visible. */
export function oneLine(text: string): string {
  return reveal(sanitize(text.slice(0, ONE_LINE)).replace(/\s+/g, ' ').trim());
}

export function span(text: string, style: Style = {}): Span {
  return { text, style };
}

export function withBackground(line: StyledLine, background: Style): StyledLine {
  return line.map(({ text, style }) => ({ text, style: { ...style, ...background } }));
}

/** Draws `Title ─────────── right` over the whole width, with a heavy line if focused. */
export function drawTitle<Action>(view: Canvas<Action>, title: string, focused: boolean, right = ''): void {
  const style = focused ? ACCENT : HEADING;
  const after = view.text(0, 0, cut(title, view.width), style) + 1;
  const rightWidth = textWidth(right);
  const end = right === '' ? view.width : view.width - rightWidth - 1;
  drawRule(view, after, end, 0, focused);
  if (right !== '' && end > after) view.text(view.width - rightWidth, 0, right, MUTED);
}

export function drawRule<Action>(
  view: Canvas<Action>,
  from: number,
  to: number,
  y: number,
  focused = false,
): void {
  if (to > from)
    view.text(from, y, (focused ? '━' : '─').repeat(to - from), { fg: focused ? 'accent' : 'overlay' });
}

export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width <= 0 ? '' : `${text.slice(0, cutToWidth(text, width - 1).end)}…`;
}

/** Draws the thumb of a scroll bar at the right edge of these rows; draws nothing if everything is visible. */
export function drawScrollbar<Action>(
  view: Canvas<Action>,
  y: number,
  rows: number,
  { top, total }: { readonly top: number; readonly total: number },
): void {
  if (rows <= 0 || total <= rows) return;
  const size = Math.max(1, Math.floor((rows * rows) / total));
  const room = rows - size;
  const at = total - rows === 0 ? 0 : Math.round((top * room) / (total - rows));
  for (let row = 0; row < size; row++) view.text(view.width - 1, y + at + row, '▐', { fg: 'overlay' });
}
