// Shows the source of a prompt template, with placeholders and logic highlighted.

import { ACCENT, MUTED, span } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Span, Style, StyledLine } from '../canvas/style.ts';
import { wrapLine } from '../canvas/wrap.ts';

/** Matches Liquid comments as a whole, then outputs and tags. Each may span several lines. */
const MARKS = /(\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\})|(\{\{.*?\}\})|(\{%.*?%\})/gs;
const LOGIC: Style = { fg: 'syntax-keyword' };
const PLAIN: Style = { fg: 'text' };

/** Returns the lines, none wider than `width`. */
export function templateLines(template: string, width: number): StyledLine[] {
  return linesOf(pieces(sanitize(template).trimEnd())).flatMap((line) => wrapLine(line, width));
}

function pieces(text: string): Span[] {
  const found: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, comment, output] = match;
    if (match.index > from) found.push(span(text.slice(from, match.index), PLAIN));
    found.push(span(whole, comment !== undefined ? MUTED : output !== undefined ? ACCENT : LOGIC));
    from = match.index + whole.length;
  }
  return from < text.length ? [...found, span(text.slice(from), PLAIN)] : found;
}

function linesOf(spans: readonly Span[]): StyledLine[] {
  const lines: Span[][] = [[]];
  for (const { text, style } of spans) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push(span(part, style));
    }
  }
  return lines;
}
