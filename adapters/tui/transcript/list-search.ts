// Searches blocks for plain text and highlights the matches.
import type { Span, Style, StyledLine } from '../canvas/style.ts';
import { textOf } from './block-texts.ts';
import type { TranscriptBlock } from './transcript.ts';

export interface Hit {
  readonly blockId: number;
  readonly line: number;
}

const WORD = /[\p{L}\p{N}]+/gu;
const BAR = /^ ┃ | ┃$/;

/** Cheaply tests whether a block may match and is worth laying out. Ignores markdown marks between the words. */
export function mayMatch({ block }: TranscriptBlock, query: string): boolean {
  const needle = query.trim().toLowerCase();
  if (needle === '') return false;
  const text = textOf(block).toLowerCase();
  return (needle.match(WORD) ?? [needle]).every((word) => text.includes(word));
}

/** Returns one hit per line on which a match starts. A match in folded text counts as a hit on the last line. */
export function hitsIn({ id, block }: TranscriptBlock, lines: readonly StyledLine[], query: string): Hit[] {
  const needle = query.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const starts: number[] = [];
  let text = '';
  for (const line of lines) {
    starts.push(text.length);
    text += `${joined(line).replace(BAR, '').trim().toLowerCase().replaceAll(/\s+/g, ' ')} `;
  }
  const hits: Hit[] = [];
  let line = 0;
  for (let at = text.indexOf(needle); at !== -1; ) {
    while ((starts[line + 1] ?? Infinity) <= at) line += 1;
    hits.push({ blockId: id, line });
    const next = starts[line + 1];
    at = next === undefined ? -1 : text.indexOf(needle, next);
  }
  if (hits.length > 0) return hits;
  return textOf(block).toLowerCase().includes(needle)
    ? [{ blockId: id, line: Math.max(0, lines.length - 1) }]
    : [];
}

/** Returns the line with every match highlighted. */
export function highlighted(line: StyledLine, query: string, mark: Partial<Style>): StyledLine {
  const needle = query.trim().toLowerCase();
  const text = joined(line).toLowerCase();
  if (needle === '' || !text.includes(needle) || text.length !== joined(line).length) return line;
  const marked = new Uint8Array(text.length);
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length))
    marked.fill(1, at, at + needle.length);
  let base = 0;
  return line.flatMap((span) => {
    const from = base;
    base += span.text.length;
    return parts(span, marked.subarray(from, base), mark);
  });
}

function parts({ text, style }: Span, marked: Uint8Array, mark: Partial<Style>): Span[] {
  const spans: Span[] = [];
  for (let start = 0, at = 1; at <= text.length; at += 1) {
    if (at < text.length && marked[at] === marked[start]) continue;
    spans.push({ text: text.slice(start, at), style: marked[start] ? { ...style, ...mark } : style });
    start = at;
  }
  return spans;
}

function joined(line: StyledLine): string {
  return line.map(({ text }) => text).join('');
}
