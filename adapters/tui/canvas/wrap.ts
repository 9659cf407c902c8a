// Wraps text to a width: breaks at spaces and around wide characters, inside a word only if it fits on no line.
import type { Span, Style, StyledLine } from './style.ts';
import { cutToWidth, graphemeAt, textWidth } from './width.ts';

export interface WrapOptions {
  /** Put before every line but the first, within the width: the indent of a list item, the bar of a quote. */
  readonly hang?: StyledLine;
}

/** The lines of a text as indices: start, end, start, end …. The spaces at a break belong to no line. */
type Breaks = number[];

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches all of ASCII
const ASCII = /^[\x00-\x7f]*$/;
const SPACE = 0x20;

/** Returns the cells that a line takes. */
export function lineWidth(line: StyledLine): number {
  let width = 0;
  for (const span of line) width += textWidth(span.text);
  return width;
}

/** Wraps plain text. `\n` also ends a line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const breaks = findBreaks([line], line, width, width);
    if (breaks.length === 2 && breaks[1] === line.length) lines.push(line);
    else for (let i = 0; i < breaks.length; i += 2) lines.push(line.slice(breaks[i], breaks[i + 1]));
  }
  return lines;
}

/** Wraps plain text like `wrapText` and gives it a style. */
export function wrapStyled(text: string, style: Style, width: number): StyledLine[] {
  return wrapText(text, width).map((line) => [{ text: line, style }]);
}

/** Wraps styled text, which must not contain line ends. An empty line gives one line. */
export function wrapLine(line: StyledLine, width: number, options: WrapOptions = {}): StyledLine[] {
  const texts = line.map((span) => span.text);
  const joined = texts.join('');
  const hang = options.hang ?? [];
  const hangWidth = lineWidth(hang);
  // Drop a hanging indent that leaves no room even for a wide character.
  const indent = hangWidth + 1 < width ? hang : [];
  const breaks = findBreaks(texts, joined, width, indent === hang ? width - hangWidth : width);
  if (breaks.length === 2 && breaks[1] === joined.length) return [line];
  const rows = slices(line, breaks);
  return indent.length === 0 ? rows : rows.map((row, index) => (index === 0 ? row : [...indent, ...row]));
}

function findBreaks(texts: readonly string[], joined: string, first: number, following: number): Breaks {
  const width = Math.max(1, first);
  const rest = Math.max(1, following);
  if (!ASCII.test(joined)) return graphemeBreaks(texts, joined, width, rest);
  return joined.length <= width ? [0, joined.length] : asciiBreaks(joined, width, rest);
}

/** Finds the breaks of ASCII text. Steps from line to line instead of from character to character. */
function asciiBreaks(text: string, first: number, following: number): Breaks {
  const breaks: Breaks = [];
  const total = trimmedEnd(text, 0, text.length);
  let width = first;
  let start = 0;
  while (total - start > width) {
    let space = start + width;
    while (space > start && text.charCodeAt(space) !== SPACE) space -= 1;
    const end = trimmedEnd(text, start, space);
    const next = end > start ? skipSpaces(text, space) : start + width;
    breaks.push(start, end > start ? end : next);
    start = next;
    width = following;
  }
  breaks.push(start, total);
  return breaks;
}

function graphemeBreaks(texts: readonly string[], joined: string, first: number, following: number): Breaks {
  const breaks: Breaks = [];
  const total = trimmedEnd(joined, 0, joined.length);
  let width = first;
  let start = 0;
  let column = 0;
  /** The last possible end of this line, the start of the next line in that case, and its column. */
  let end = 0;
  let next = 0;
  let nextColumn = 0;
  let blank = true;
  let afterSpace = false;
  let afterWide = false;
  let base = 0;
  for (const text of texts) {
    for (let at = 0; at < text.length && base + at < total; ) {
      const packed = graphemeAt(text, at);
      const cells = packed & 3;
      const offset = base + at;
      const isSpace = text.charCodeAt(at) === SPACE && packed >>> 2 === at + 1;
      at = packed >>> 2;
      if (isSpace && !blank) {
        if (!afterSpace) end = offset;
        next = base + at;
        nextColumn = ++column;
        afterSpace = true;
        continue;
      }
      if ((cells === 2 || afterWide) && cells > 0 && !afterSpace && !blank) {
        end = next = offset;
        nextColumn = column;
      }
      if (column + cells > width && end > start) {
        breaks.push(start, end);
        start = next;
        column -= nextColumn;
        width = following;
        // A word that fits on the first line may be too long for the next one, which is narrower.
        while (column > width) {
          const cut = cutToWidth(joined.slice(start, offset), width);
          if (cut.end === 0) break;
          breaks.push(start, start + cut.end);
          start += cut.end;
          column -= cut.width;
        }
        end = start;
      }
      if (column + cells > width && offset > start) {
        breaks.push(start, offset);
        start = end = offset;
        column = 0;
        width = following;
      }
      column += cells;
      if (cells > 0) afterWide = cells === 2;
      blank = isSpace && blank;
      afterSpace = false;
    }
    base += text.length;
  }
  const fits = breaks.length === 0 && column + joined.length - total <= width;
  breaks.push(start, fits ? joined.length : total);
  return breaks;
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) === SPACE) at -= 1;
  return at;
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

/** Returns the parts of a line between the breaks, in one pass over its spans. */
function slices(line: StyledLine, breaks: Breaks): StyledLine[] {
  const rows: StyledLine[] = [];
  let index = 0;
  let base = 0;
  for (let i = 0; i < breaks.length; i += 2) {
    const start = breaks[i] ?? 0;
    const end = breaks[i + 1] ?? 0;
    const row: Span[] = [];
    for (let span = line[index]; span !== undefined; span = line[index]) {
      const from = Math.max(start - base, 0);
      const to = Math.min(end - base, span.text.length);
      if (to > from) row.push({ text: span.text.slice(from, to), style: span.style });
      if (base + span.text.length > end) break;
      base += span.text.length;
      index += 1;
    }
    rows.push(row);
  }
  return rows;
}
