// Cuts markdown into pieces that can be laid out one by one; all but the last stay as they are when text is added.

/** Longer paragraphs and code are cut, so that the piece that grows is always cheap to lay out again. */
const LONGEST_PIECE = 16_384;

/** A list is cut before an item when it is longer: the lexer takes much longer for lists than for anything else. */
const LONG_LIST = 2_048;

interface AnyPiece {
  readonly text: string;
  /** Continues where the one before was cut: no blank line stands between them. */
  readonly continued: boolean;
}

export type Piece =
  | (AnyPiece & { readonly kind: 'markdown' })
  /** `whole`: from its opening to its closing fence. */
  | (AnyPiece & { readonly kind: 'code'; readonly language: string; readonly whole: boolean });

interface Fence {
  readonly mark: string;
  readonly language: string;
  /** Where the code begins in the text. */
  readonly from: number;
  /** Begun in this piece, not cut off from one before. */
  readonly opened: boolean;
}

const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*([^\s`{]*)/;
const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;
const INNER_FENCE = /^[\s>]*(?:[-*+]|\d{1,9}[.)])?\s*(`{3,}(?=[^`]*$)|~{3,})/;

/** Where the cutting stands; a new one at the beginning of a text. */
export class PieceCutter {
  #start = 0;
  #fence: Fence | null = null;
  /** Whether the next piece continues the last one. */
  #continued = false;

  /** Everything before this has been given out as settled pieces. */
  get settled(): number {
    return this.#start;
  }

  /** The pieces of `text` that are new and final. The text may only have grown since the last call. */
  take(text: string): Piece[] {
    const pieces: Piece[] = [];
    for (;;) {
      const piece = this.#fence ? this.#nextCode(text, this.#fence) : this.#nextMarkdown(text);
      if (!piece) return pieces;
      if (piece.text !== '' || (piece.kind === 'code' && !piece.continued)) pieces.push(piece);
    }
  }

  /** What is left: the piece that can still grow. undefined when nothing is. */
  tail(text: string): Piece | undefined {
    if (this.#fence) return this.#openCode(text, this.#fence);
    const rest = text.slice(this.#start);
    return rest.trim() === '' ? undefined : { kind: 'markdown', text: rest, continued: this.#continued };
  }

  /** A last line that has no end may be the closing fence: as long as nothing comes after it, it is. */
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
      // A line that is not complete may still become a fence.
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

  #cut(text: string, end: number, goesOn: boolean): Piece {
    const cut = text.slice(this.#start, end);
    const piece = {
      kind: 'markdown',
      text: cut.trim() === '' ? '' : cut,
      continued: this.#continued,
    } as const;
    this.#start = end;
    this.#continued = goesOn;
    return piece;
  }

  /** What stands before a fence is a piece of its own; it may be empty. */
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

/** Inside a line that is too long; not inside a character. */
function cutInside(text: string, start: number): number {
  const cut = start + LONGEST_PIECE;
  const code = text.charCodeAt(cut - 1);
  return code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut;
}

function closes(line: string, mark: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
  return found !== undefined && found[0] === mark[0] && found.length >= mark.length;
}
