// Shared parts of all blocks: the bar, the head line, and output cut to a few lines.
import { formatWhole } from '../../../application/wording/count.ts';
import { reveal, sanitize } from '../canvas/sanitize.ts';
import type { Role, Span, Style, StyledLine } from '../canvas/style.ts';
import { lineWidth, wrapLine, wrapStyled, wrapText } from '../canvas/wrap.ts';
import { countLines } from './block-texts.ts';

export const MUTED: Style = { fg: 'muted' };
/** The style of output and other secondary text. */
export const DIMMED: Style = { fg: 'subtle' };

/** The number of lines of output, thoughts and similar text shown before the user expands the block. */
export const COLLAPSED_LINES = 10;

export const BAR = ' ┃ ';
const NARROWEST = 8;

export function span(text: string, style: Style = {}): Span {
  return { text, style };
}

/** Returns the width beside the bar. */
export function insideWidth(width: number): number {
  return width - BAR.length < NARROWEST ? width : width - BAR.length;
}

/** Adds the bar at the left of a block, unless there is no room for it. */
export function barred(lines: readonly StyledLine[], role: Role, width: number): StyledLine[] {
  if (insideWidth(width) === width) return [...lines];
  const bar = span(BAR, { fg: role });
  return lines.map((line) => [bar, ...line]);
}

/** Adds the bar at the right of a block and moves the lines next to it, left-aligned with each other. */
export function barredRight(lines: readonly StyledLine[], role: Role, width: number): StyledLine[] {
  const inside = insideWidth(width);
  const widest = lines.reduce((most, line) => Math.max(most, lineWidth(line)), 0);
  const indent = span(' '.repeat(Math.max(0, inside - widest)));
  return lines.map((line) => {
    const space = span(' '.repeat(widest - lineWidth(line)));
    return inside === width ? [indent, ...line] : [indent, ...line, space, span(' ┃', { fg: role })];
  });
}

/** Returns the head of a block: an icon, its subject and remarks. The text must already be revealed. */
export function headLines(
  icon: Span,
  parts: StyledLine,
  remarks: StyledLine,
  width: number,
  expanded: boolean,
): StyledLine[] {
  const head = [icon, span(' '), ...parts];
  const tail = remarks.length > 0 ? [span(' '), ...remarks] : [];
  const lines = splitLines([...head, ...tail]).flatMap((line) =>
    wrapLine(line, width, { hang: [span('  ')] }),
  );
  if (expanded || lines.length <= withoutFolding(HEAD_LINES)) return lines;
  const shown = splitLines(head)
    .flatMap((line) => wrapLine(line, width, { hang: [span('  ')] }))
    .slice(0, HEAD_LINES);
  const more = wrapLine([...moreMark(lines.length - HEAD_LINES, 'more'), ...tail], width, {
    hang: [span('  ')],
  });
  return [...shown, ...more];
}

const HEAD_LINES = 3;

/** Returns a command or file name with invisible characters shown, so that the user reads exactly what is run or opened. */
export function revealed(text: string): string {
  return reveal(sanitizeKeepingTricks(text)).trim();
}

/** Cuts very long text. Does not sanitise it, because `reveal` shows the characters that `sanitize` would remove. */
function sanitizeKeepingTricks(text: string): string {
  return text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text;
}

export interface OutputOptions {
  readonly width: number;
  readonly expanded: boolean;
  readonly style: Style;
  /** Which part to show if there is not room for all: the start, the end, or some of both. */
  readonly part: keyof typeof PARTS;
}

/** The number of lines shown from the start and from the end; together `COLLAPSED_LINES`. */
const PARTS = {
  start: { head: COLLAPSED_LINES, tail: 0 },
  end: { head: 0, tail: COLLAPSED_LINES },
  both: { head: 3, tail: COLLAPSED_LINES - 3 },
} as const;

/** Returns the output of commands and tools, cut to a few lines unless expanded. */
export function outputLines(text: string, { width, expanded, style, part }: OutputOptions): StyledLine[] {
  const trimmed = trimmedOutput(text);
  if (trimmed === '') return [];
  if (expanded) return wrapStyled(printed(trimmed), style, width);
  const most = withoutFolding(COLLAPSED_LINES);
  const total = Math.max(countLines(trimmed), Math.ceil(trimmed.length / width));
  const { head, tail } = PARTS[part];
  // Process only as much as can be shown: output can be long and is drawn while it grows.
  const whole = total <= 4 * most ? wrapText(printed(trimmed), width) : null;
  if (whole && whole.length <= most) return styled(whole, style);
  const start = whole ?? wrapText(printed(firstLines(trimmed, head).slice(0, 2 * width * head)), width);
  const end = whole ?? wrapText(printed(lastLines(trimmed, tail).slice(-2 * width * (tail + 1))), width);
  const mark = moreMark((whole?.length ?? total) - head - tail, part === 'end' ? 'earlier' : 'more');
  const last = tail === 0 ? [] : end.slice(-tail);
  return [...styled(start.slice(0, head), style), mark, ...styled(last, style)];
}

/** Returns how many lines are shown whole where `count` are shown of more: hiding one or two would save nothing. */
export function withoutFolding(count: number): number {
  return count + 2;
}

function styled(rows: readonly string[], style: Style): StyledLine[] {
  return rows.map((row) => [span(row, style)]);
}

export function moreMark(count: number, which: 'more' | 'earlier'): StyledLine {
  const text = `… ${formatWhole(count)} ${which} line${count === 1 ? '' : 's'}`;
  return [span(text, MUTED)];
}

/** Returns what a terminal would show: of a line that is overwritten repeatedly, the last version. */
function printed(text: string): string {
  if (!text.includes('\r')) return sanitize(text);
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return sanitize(lines.map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1)).join('\n'));
}

function trimmedOutput(text: string): string {
  return text.replace(/^(?:[ \t\r]*\n)+/, '').trimEnd();
}

function firstLines(text: string, count: number): string {
  if (count === 0) return '';
  let at = -1;
  for (let line = 0; line < count; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return text;
  }
  return text.slice(0, at);
}

function lastLines(text: string, count: number): string {
  let at = text.length;
  for (let line = 0; line < count; line += 1) {
    at = at <= 0 ? -1 : text.lastIndexOf('\n', at - 1);
    if (at === -1) return text;
  }
  return text.slice(at + 1);
}

function splitLines(line: StyledLine): StyledLine[] {
  const lines: Span[][] = [[]];
  for (const { text, style } of line) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([span('  ')]);
      if (part !== '') lines.at(-1)?.push({ text: part, style });
    }
  }
  return lines;
}
