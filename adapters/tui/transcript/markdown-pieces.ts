// Cuts markdown into pieces that can be laid out one by one. Added text changes only the last piece.

/** Longer paragraphs and code are cut, so that the growing piece is always cheap to lay out again. */
const LONGEST_PIECE = 16_384;

/** Longer lists are cut before an item, because the lexer is much slower for lists than for anything else. */
const LONG_LIST = 2_048;

interface AnyPiece {
  readonly text: string;
  /** Whether it continues the piece before, without a blank line in between. */
  readonly continued: boolean;
}

export type Piece =
  | (AnyPiece & { readonly kind: 'markdown' })
  /** `whole`: it extends from the opening to the closing fence. */
  | (AnyPiece & { readonly kind: 'code'; readonly language: string; readonly whole: boolean });

interface Fence {
  readonly mark: string;
  readonly language: string;
  /** The index at which the code starts. */
  readonly from: number;
  /** Whether the fence was opened in this piece, not in one before. */
  readonly opened: boolean;
}

const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*([^\s`{]*)/;
const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;
const INNER_FENCE = /^[\s>]*(?:[-*+]|\d{1,9}[.)])?\s*(`{3,}(?=[^`]*$)|~{3,})/;

/** Cuts one growing text. Use a new cutter for each text. */
export class PieceCutter {
  #start = 0;
  #fence: Fence | null = null;
  /** Whether the next piece continues the last one. */
  #continued = false;

  /** The index up to which the text has been returned as final pieces. */
  get settled(): number {
    return this.#start;
  }

  /** Returns the new final pieces of `text`. The text may only have grown since the last call. */
  take(text: string): Piece[] {
    const pieces: Piece[] = [];
    for (;;) {
      const piece = this.#fence ? this.#nextCode(text, this.#fence) : this.#nextMarkdown(text);
      if (!piece) return pieces;
      if (piece.text !== '' || (piece.kind === 'code' && !piece.continued)) pieces.push(piece);
    }
  }

  /** Returns the rest of the text: the piece that can still grow, undefined if there is none. */
  tail(text: string): Piece | undefined {
    if (this.#fence) return this.#openCode(text, this.#fence);
    const rest = text.slice(this.#start);
    return rest.trim() === '' ? undefined : { kind: 'markdown', text: rest, continued: this.#continued };
  }

  /**
   * Returns the growing code. An unfinished last line that looks like the closing fence is treated as one until it grows.
   */
  #openCode(text: string, fence: Fence): Piece | undefined {
    const lastLine = Math.max(fence.from, text.lastIndexOf('\n') + 1);
    const closed = closes(text.slice(lastLine), fence.mark);
    const code = this.#code(text, fence, closed ? lastLine : text.length, closed && fence.opened);
    return code.text === '' && !fence.opened ? undefined : code;
  }

  #nextCode(text: string, fence: Fence): Piece | undefined {
    let at = fence.from;
    while (at < text.length) {
      const end = lineEnd(text, at);
      if (end - fence.from > LONGEST_PIECE) {
        const cut = at > fence.from ? at : cutInside(text, fence.from);
        const piece = this.#code(text, fence, cut, false);
        this.#fence = { ...fence, from: cut, opened: false };
        this.#start = cut;
        this.#continued = true;
        return piece;
      }
      if (end === text.length) return undefined;
      if (closes(text.slice(at, end), fence.mark)) {
        const piece = this.#code(text, fence, at, fence.opened);
        this.#fence = null;
        this.#start = end + 1;
        this.#continued = false;
        return piece;
      }
      at = end + 1;
    }
    return undefined;
  }

  #code(text: string, { from, language }: Fence, end: number, whole: boolean): Piece {
    return {
      kind: 'code',
      text: text.slice(from, end).replace(/\r?\n$/, ''),
      language,
      whole,
      continued: this.#continued,
    };
  }

  #nextMarkdown(text: string): Piece | undefined {
    const start = this.#start;
    let at = start;
    let blank = false;
    let inner: string | null = null;
    let list = false;
    while (at < text.length) {
      const end = lineEnd(text, at);
      const line = text.slice(at, Math.min(end, at + 256));
      if (end - start > LONGEST_PIECE) return this.#cut(text, at > start ? at : cutInside(text, start), true);
      const first = line.search(/[^ \t\r]/);
      if (first === -1) {
        if (end === text.length) return undefined;
        blank = inner === null;
        at = end + 1;
        continue;
      }
      if (blank && first < 2 && inner === null) return this.#cut(text, at, false);
      // An incomplete line may still become a fence.
      const complete = end < text.length;
      if (inner === null && complete && (first < 2 || !list)) {
        const fence = FENCE.exec(line);
        if (fence) return this.#open(text, at, end, fence);
      }
      if (!complete) return undefined;
      const item = first < 2 && LIST_ITEM.test(line);
      if (item && list && inner === null && at - start > LONG_LIST) return this.#cut(text, at, true);
      if (inner !== null) inner = closes(line.replace(/^[\s>]+/, ''), inner) ? null : inner;
      else inner = INNER_FENCE.exec(line)?.[1] ?? null;
      if (first < 2) list = item;
      blank = false;
      at = end + 1;
    }
    return undefined;
  }

  #cut(text: string, end: number, continues: boolean): Piece {
    const cut = text.slice(this.#start, end);
    const piece = {
      kind: 'markdown',
      text: cut.trim() === '' ? '' : cut,
      continued: this.#continued,
    } as const;
    this.#start = end;
    this.#continued = continues;
    return piece;
  }

  /** Opens a fence and returns the text before it as a piece, which may be empty. */
  #open(text: string, at: number, end: number, [, , mark = '', language = '']: RegExpExecArray): Piece {
    const before = this.#cut(text, at, false);
    this.#fence = { mark, language, from: end + 1, opened: true };
    this.#start = end + 1;
    return before;
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Returns where to cut a line that is too long, never inside a character. */
function cutInside(text: string, start: number): number {
  const cut = start + LONGEST_PIECE;
  const code = text.charCodeAt(cut - 1);
  return code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut;
}

function closes(line: string, mark: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
  return found !== undefined && found[0] === mark[0] && found.length >= mark.length;
}
