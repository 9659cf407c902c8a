// Renders markdown as styled lines. When text is added, only its last piece is laid out again.
import { Lexer } from 'marked';
import { sanitize } from '../canvas/sanitize.ts';
import type { Span, StyledLine } from '../canvas/style.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { codeLines, tokenLines } from './markdown-blocks.ts';
import { type Piece, PieceCutter } from './markdown-pieces.ts';
import { proseWidth } from './prose-width.ts';

/** The limit for marks times length. Beyond it, the lexer, which is quadratic in the worst case, is noticeably slow. */
const MAX_WORK = 3_000_000;
const MARKS = /[*_[\]`~<!&\\]/g;
/** Matches lists and quotes that are nested deeper than anybody reads, and marks that are indented unreasonably far. */
const TOO_DEEP = /^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*){12}|^[ \t]{48,}(?:>|[-*+]|\d{1,9}[.)])/m;

/** Renders a complete text. */
export function markdownLines(text: string, width: number): StyledLine[] {
  return new MarkdownView().render(text, width);
}

/** Renders a growing text. The lines do not depend on the steps in which it grew. */
export class MarkdownView {
  readonly #prefix: StyledLine;
  #width = 0;
  #text = '';
  #cutter = new PieceCutter();
  #settled: StyledLine[] = [];

  /** `prefix` is put before every line, in addition to the width. */
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

  /** Adds a piece, after a blank line unless it continues the piece before. */
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
  if (piece.kind === 'code') return codeLines(text, { ...piece, language: sanitize(piece.language) }, width);
  if (!isTame(text)) return plainLines(text, width);
  try {
    return tokenLines(Lexer.lex(text, { gfm: true }), width);
  } catch (error) {
    // The lexer is recursive. Text nested deeper than the stack allows is shown unchanged.
    if (error instanceof RangeError) return plainLines(text, width);
    throw error;
  }
}

function isTame(text: string): boolean {
  if (TOO_DEEP.test(text)) return false;
  const most = MAX_WORK / text.length;
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
  return wrapStyled(text.replace(/^\n+|\n+$/g, ''), {}, proseWidth(width));
}
