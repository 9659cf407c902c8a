// Markdown as styled lines of a width; text that is added costs the laying out of its last piece only.
import { Lexer } from 'marked';
import { sanitize } from '../canvas/sanitize.ts';
import type { Span, StyledLine } from '../canvas/style.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { codeLines, tokenLines } from './markdown-blocks.ts';
import { type Piece, PieceCutter } from './markdown-pieces.ts';

/** Marks times length beyond which the lexer, which is quadratic in the worst case, would be felt. */
const MOST_WORK = 3_000_000;
const MARKS = /[*_[\]`~<!&\\]/g;
/** Lists and quotes in each other, deeper than anybody reads, and marks in columns where nobody writes. */
const TOO_DEEP = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){12}|^[ \t]{48,}(?:>|[-*+]|\d{1,9}[.)])/m;

/** All of a text at once. */
export function markdownLines(text: string, width: number): StyledLine[] {
  return new MarkdownView().render(text, width);
}

/** Lays out a text that grows. Gives the same lines, whatever the steps it grew in. */
export class MarkdownView {
  readonly #prefix: StyledLine;
  #width = 0;
  #text = '';
  #cutter = new PieceCutter();
  #settled: StyledLine[] = [];

  /** `prefix` stands before every line, beside the width. */
  constructor(prefix: readonly Span[] = []) {
    this.#prefix = prefix;
  }

  render(text: string, width: number): StyledLine[] {
    if (width !== this.#width || !text.startsWith(this.#text.slice(0, this.#cutter.settled)))
      this.#reset(width);
    this.#text = text;
    for (const piece of this.#cutter.take(text)) this.#add(this.#settled, piece);
    const lines = this.#settled.slice();
    const tail = this.#cutter.tail(text);
    if (tail) this.#add(lines, tail);
    return lines;
  }

  /** One blank line between pieces, but where one was cut. */
  #add(lines: StyledLine[], piece: Piece): void {
    const added = pieceLines(piece, this.#width);
    if (added.length === 0) return;
    if (lines.length > 0 && !piece.continued) lines.push(this.#prefix);
    for (const line of added) lines.push(this.#prefix.length === 0 ? line : [...this.#prefix, ...line]);
  }

  #reset(width: number): void {
    this.#width = width;
    this.#cutter = new PieceCutter();
    this.#settled = [];
  }
}

function pieceLines(piece: Piece, width: number): readonly StyledLine[] {
  const text = sanitize(piece.text);
  if (piece.kind === 'code') return codeLines(text, piece.whole ? piece.language : '', width);
  if (!isTame(text)) return plainLines(text, width);
  try {
    return tokenLines(Lexer.lex(text, { gfm: true }), width);
  } catch (error) {
    // The lexer recurses: what nests deeper than the stack is shown as it is.
    if (error instanceof RangeError) return plainLines(text, width);
    throw error;
  }
}

function isTame(text: string): boolean {
  if (TOO_DEEP.test(text)) return false;
  const most = MOST_WORK / text.length;
  if (text.length < most) return true;
  let marks = 0;
  MARKS.lastIndex = 0;
  while (MARKS.exec(text)) {
    marks += 1;
    if (marks > most) return false;
  }
  return true;
}

function plainLines(text: string, width: number): StyledLine[] {
  return wrapStyled(text.replace(/^\n+|\n+$/g, ''), {}, width);
}
