// Cuts markdown into pieces that can be laid out one by one; all but the last stay as they are when text is added.

/** Longer paragraphs and code are cut, so that the piece that grows is always cheap to lay out again. */
const LONGEST_PIECE = 16_384;

export type Piece =
  | { readonly kind: 'markdown'; readonly text: string }
  /** `whole`: from its opening to its closing fence. */
  | { readonly kind: 'code'; readonly text: string; readonly language: string; readonly whole: boolean };

interface Fence {
  readonly mark: string;
  readonly language: string;
  /** Where the code begins in the text. */
  readonly from: number;
  /** Begun in this piece, not cut off from one before. */
  readonly opened: boolean;
}

const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*([^\s`{]*)/;
const INNER_FENCE = /^[\s>]*(?:[-*+]|\d{1,9}[.)])?\s*(`{3,}(?=[^`]*$)|~{3,})/;

/** Where the cutting stands; a new one at the beginning of a text. */
export class PieceCutter {
  #start = 0;
  #fence: Fence | null = null;

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
      if (piece.text !== '' || piece.kind === 'code') pieces.push(piece);
    }
  }

  /** What is left: the piece that can still grow. undefined when nothing is. */
  tail(text: string): Piece | undefined {
    if (this.#fence) return this.#openCode(text, this.#fence);
    const rest = text.slice(this.#start);
    return rest.trim() === '' ? undefined : { kind: 'markdown', text: rest };
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
        this.#fence = { ...fence, from: cut, opened: false };
        this.#start = cut;
        return this.#code(text, fence, cut, false);
      }
      if (end === text.length) return undefined;
      if (closes(text.slice(at, end), fence.mark)) {
        this.#fence = null;
        this.#start = end + 1;
        return this.#code(text, fence, at, fence.opened);
      }
      at = end + 1;
    }
    return undefined;
  }

  #code(text: string, { from, language }: Fence, end: number, whole: boolean): Piece {
    return { kind: 'code', text: text.slice(from, end).replace(/\r?\n$/, ''), language, whole };
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
      if (end - start > LONGEST_PIECE) return this.#cut(text, at > start ? at : cutInside(text, start));
      const first = line.search(/[^ \t\r]/);
      if (first === -1) {
        if (end === text.length) return undefined;
        blank = inner === null;
        at = end + 1;
        continue;
      }
      if (blank && first < 2 && inner === null) return this.#cut(text, at);
      // A line that is not complete may still become a fence.
      const complete = end < text.length;
      if (inner === null && complete && (first < 2 || !list)) {
        const fence = FENCE.exec(line);
        if (fence) return this.#open(text, at, end, fence);
      }
      if (!complete) return undefined;
      if (inner !== null) inner = closes(line.replace(/^[\s>]+/, ''), inner) ? null : inner;
      else inner = INNER_FENCE.exec(line)?.[1] ?? null;
      if (first < 2) list = /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line);
      blank = false;
      at = end + 1;
    }
    return undefined;
  }

  #cut(text: string, end: number): Piece {
    const piece = { kind: 'markdown', text: text.slice(this.#start, end) } as const;
    this.#start = end;
    return piece.text.trim() === '' ? { ...piece, text: '' } : piece;
  }

  /** What stands before a fence is a piece of its own; it may be empty. */
  #open(text: string, at: number, end: number, [, , mark = '', language = '']: RegExpExecArray): Piece {
    const before = this.#cut(text, at);
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
