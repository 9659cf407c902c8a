// Gives the lines of a hunk the colours of their language. Each side is one text, so that what spans lines is right.
import { extname } from 'node:path';
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { highlightCode } from './code-highlight.ts';
import type { DiffLine, Hunk } from './file-diff.ts';

const TEXT: Style = { fg: 'text' };
const CONTEXT: Style = { fg: 'subtle' };

export interface ColouredLine {
  readonly line: DiffLine;
  readonly text: StyledLine;
}

/** Returns the lines with their text safe to draw. `dimmed`: lines without a change are quieter if they have no colours. */
export function colouredHunk(hunk: Hunk, path: string, dimmed: boolean): readonly ColouredLine[] {
  const texts = hunk.map(({ text }) => sanitize(text).replaceAll('\n', '⏎'));
  const before = sideOf(hunk, texts, '-', path);
  const after = sideOf(hunk, texts, '+', path);
  return hunk.map((line, index) => {
    const style = dimmed && line.sign === ' ' ? CONTEXT : TEXT;
    const coloured = (line.sign === '-' ? before : after).get(index);
    return { line, text: coloured ?? [{ text: texts[index] ?? '', style }] };
  });
}

/** Returns the coloured lines of one side by their index, none for an unknown language. */
function sideOf(
  hunk: Hunk,
  texts: readonly string[],
  sign: '+' | '-',
  path: string,
): ReadonlyMap<number, StyledLine> {
  const indices = hunk.flatMap((line, index) => (line.sign === sign || line.sign === ' ' ? [index] : []));
  const lines = highlightCode(indices.map((index) => texts[index]).join('\n'), extname(path).slice(1));
  return new Map(lines ? indices.map((index, at) => [index, lines[at] ?? []]) : []);
}
