// Wraps the text of an editor into lines, and maps between text indices and places in those lines.
import { graphemeAt } from '../canvas/width.ts';

/** A line from `start` to `end`. A line end belongs to no line. */
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

/** The last two results: the input and the overlay on top ask alternately. */
let remembered: readonly Wrapped[] = [];

/** Returns the lines, which cover every index of the text. Caches the last results, since typing and drawing ask twice. */
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

/** Wraps the text from where it differs from the one before, so that typing in a long text wraps only what follows. */
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

/** Returns the leading lines that both texts share, and one more line, which may have changed. */
function unchanged({ text: before, lines }: Wrapped, text: string): EditorLine[] {
  const same = Math.max(0, commonLength(before, text) - GRAPHEME_LENGTH);
  // Where a line ends depends on the text that did not fit, which is on the next line.
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
/** Text farther away than this from a change cannot be part of the changed character. */
const GRAPHEME_LENGTH = 64;

/** Breaks lines after the last space that fits. A space that does not fit hangs over the edge. */
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

/** Returns the place of the cursor: at a break the start of the next line, on a full line the cell after the last. */
export function placeOf(lines: readonly EditorLine[], text: string, index: number, width: number): Place {
  const row = rowOf(lines, index);
  const line = lines[row] ?? { start: 0, end: 0 };
  return { row, column: Math.min(columns(text, line.start, index), Math.max(2, width)) };
}

/** Returns the index at this column of a line, or the nearest one before it. */
export function indexAt(lines: readonly EditorLine[], text: string, { row, column }: Place): number {
  const line = lines[Math.max(0, Math.min(lines.length - 1, row))];
  if (!line) return 0;
  const next = lines[row + 1];
  // The end of a wrapped line is also the start of the next one: stay on this line.
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
