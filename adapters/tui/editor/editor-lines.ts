// The lines a text takes in an editor of some width, and where an index of the text is in them.
import { graphemeAt } from '../canvas/width.ts';

/** From `start` to `end`; the line end or the space that was broken at belongs to neither line's text. */
export interface EditorLine {
  readonly start: number;
  readonly end: number;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Wrapped {
  readonly text: string;
  readonly width: number;
  readonly lines: readonly EditorLine[];
}

/** The input and the overlay on top ask by turns. */
let remembered: readonly Wrapped[] = [];

/** Every index of the text is on one of the lines. The last answers are kept: typing and drawing ask for the same. */
export function editorLines(text: string, width: number): readonly EditorLine[] {
  const known = remembered.find((wrapped) => wrapped.width === width && wrapped.text === text);
  if (known) return known.lines;
  const lines = wrapAll(
    text,
    width,
    remembered.find((wrapped) => wrapped.width === width),
  );
  remembered = [{ text, width, lines }, ...remembered.slice(0, 1)];
  return lines;
}

/** Continues where the text differs from the one before: typing into a long text wraps only what follows. */
function wrapAll(text: string, width: number, before: Wrapped | undefined): EditorLine[] {
  const lines = before ? unchanged(before, text) : [];
  for (let start = lines.pop()?.start ?? 0; ; ) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    wrapParagraph(text, start, end, Math.max(2, width), lines);
    if (lineEnd === -1) return lines;
    start = lineEnd + 1;
  }
}

/** The first lines of a text that are the first lines of this one too, and one more, which may be another. */
function unchanged({ text: before, lines }: Wrapped, text: string): EditorLine[] {
  const same = Math.max(0, commonLength(before, text) - GRAPHEME_LENGTH);
  // A line depends on what was too much for it, which is on the next one.
  let count = 0;
  while (count + 1 < lines.length && (lines[count + 1]?.end ?? 0) < same) count++;
  return lines.slice(0, count + 1);
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + BLOCK <= most && a.slice(at, at + BLOCK) === b.slice(at, at + BLOCK)) at += BLOCK;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

const BLOCK = 1_024;
/** Nothing before it can belong to a character that is changed. */
const GRAPHEME_LENGTH = 64;

/** Breaks after the last space that fits; a space that does not fit hangs over the edge. */
function wrapParagraph(text: string, from: number, to: number, width: number, lines: EditorLine[]): void {
  let start = from;
  let used = 0;
  let breakAt = -1;
  let usedAtBreak = 0;
  for (let at = from; at < to; ) {
    const packed = graphemeAt(text, at);
    const next = packed >>> 2;
    const cells = packed & 3;
    const space = next === at + 1 && text[at] === ' ';
    while (used > 0 && used + cells > width && !(space && used === width)) {
      const wrapped = breakAt > start;
      const end = wrapped ? breakAt : at;
      lines.push({ start, end });
      used -= wrapped ? usedAtBreak : used;
      start = end;
      breakAt = -1;
    }
    used += cells;
    at = next;
    if (space) {
      breakAt = at;
      usedAtBreak = used;
    }
  }
  lines.push({ start, end: to });
}

/** Where the cursor stands: at a break at the beginning of the next line, behind the last cell of a line that is full. */
export function placeOf(lines: readonly EditorLine[], text: string, index: number, width: number): Place {
  const row = rowOf(lines, index);
  const line = lines[row] ?? { start: 0, end: 0 };
  return { row, column: Math.min(columns(text, line.start, index), Math.max(2, width)) };
}

/** The index at this column of a line, or the nearest before it. */
export function indexAt(lines: readonly EditorLine[], text: string, { row, column }: Place): number {
  const line = lines[Math.max(0, Math.min(lines.length - 1, row))];
  if (!line) return 0;
  const next = lines[row + 1];
  // The end of a line that was broken is the beginning of the next one: stay on this one.
  const broken = next !== undefined && next.start === line.end;
  let at = line.start;
  for (let used = 0; at < line.end; ) {
    const packed = graphemeAt(text, at);
    used += packed & 3;
    if (used > column) break;
    if (broken && packed >>> 2 >= line.end) break;
    at = packed >>> 2;
  }
  return at;
}

function rowOf(lines: readonly EditorLine[], index: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function columns(text: string, from: number, to: number): number {
  let used = 0;
  for (let at = from; at < to; ) {
    const packed = graphemeAt(text, at);
    used += packed & 3;
    at = packed >>> 2;
  }
  return used;
}
