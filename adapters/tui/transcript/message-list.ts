// The transcript as a scrolling list. Whatever its length, it lays out only the visible rows.
import type { StyledLine } from '../canvas/style.ts';
import type { ListInput, ListLayout } from './list-layout.ts';
import { type Hit, hitsIn, mayMatch } from './list-search.ts';
import { inkBefore, lineWithInk } from './scroll-anchor.ts';
import type { TranscriptBlock } from './transcript.ts';

/**
 * The line of a block at the upper edge. It stays there while the transcript grows, and the same text stays there when the
 * width changes.
 */
export interface ScrollPosition {
  readonly blockId: number;
  readonly line: number;
  /** The width to which `line` refers. */
  readonly width: number;
  /** The amount of the block's text before the line, used to find the line at another width. */
  readonly ink: number;
}

/** `follow`: the end is visible and stays visible. */
export type Scroll = 'follow' | ScrollPosition;

/** The end of the list at some time, to count what has been added since. */
export interface EndMark {
  readonly blockId: number;
  /** The lines of the last block at that time, and the width at which they were counted. */
  readonly lines: number;
  readonly width: number;
}

export interface Row {
  readonly blockId: number;
  /** The line in its block, from 0. The blank line after a block belongs to it. */
  readonly line: number;
  readonly text: StyledLine;
}

interface Place {
  readonly index: number;
  readonly line: number;
}

/**
 * The list for one input. It is a value: apart from estimated offsets, results depend on the input alone. Lists share a
 * layout, which caches laid-out blocks. Each list sets its input again if another list has used the layout since.
 */
export class MessageList {
  readonly #shared: ListLayout;
  readonly #input: ListInput;
  #revision = -1;

  constructor(layout: ListLayout, input: ListInput) {
    this.#shared = layout;
    this.#input = input;
  }

  get #layout(): ListLayout {
    if (this.#shared.revision !== this.#revision) {
      this.#shared.set(this.#input);
      this.#revision = this.#shared.revision;
    }
    return this.#shared;
  }

  /** Returns the rows visible in a window of this height; fewer only if there are no more. */
  rows(scroll: Scroll, height: number): Row[] {
    const rows: Row[] = [];
    const { blocks } = this.#layout;
    let { index, line } = this.#top(scroll, height);
    for (; index < blocks.length && rows.length < height; index += 1, line = 0) {
      const lines = this.#layout.lines(index);
      const blockId = blocks[index]?.id ?? 0;
      const end = Math.min(this.#layout.height(index), line + height - rows.length);
      for (; line < end; line += 1) rows.push({ blockId, line, text: lines[line] ?? [] });
    }
    return rows;
  }

  /** Scrolls down by this many rows, or up if negative. Follows the end once it is reached. */
  scrollBy(scroll: Scroll, rows: number, height: number): Scroll {
    return this.#moved(this.#top(scroll, height), rows, height);
  }

  /** Returns the current position, which does not move when more text arrives. */
  held(scroll: Scroll, height: number): Scroll {
    return this.#layout.blocks.length === 0 ? 'follow' : this.#position(this.#top(scroll, height));
  }

  /** Returns the position of the first row. */
  first(): Scroll {
    return this.#layout.blocks.length === 0 ? 'follow' : this.#position({ index: 0, line: 0 });
  }

  /** Returns the position of a block at the upper edge, as far down as there is text. */
  startOf(blockId: number, height: number): Scroll {
    return this.#moved({ index: this.#layout.indexOf(blockId), line: 0 }, 0, height);
  }

  /** Returns the end of the list as it is now; null if there are no blocks. */
  end(): EndMark | null {
    const layout = this.#layout;
    const index = layout.blocks.length - 1;
    const last = layout.blocks[index];
    return last ? { blockId: last.id, lines: layout.height(index), width: layout.width } : null;
  }

  /** Returns the rows added since, an estimate for blocks that have not been visible yet. Lays out one block at most. */
  addedSince({ blockId, lines, width }: EndMark): number {
    const layout = this.#layout;
    const index = layout.indexOf(blockId);
    const isThere = layout.blocks[index]?.id === blockId;
    const grown = isThere && width === layout.width ? layout.height(index) - lines : 0;
    const from = isThere ? index + 1 : index;
    return Math.max(0, grown + layout.offset(layout.blocks.length) - layout.offset(from));
  }

  /** Scrolls to this row, counted as in `extent`, as for a click on the scroll bar. */
  scrollTo(offset: number, height: number): Scroll {
    const { blocks } = this.#layout;
    if (blocks.length === 0) return 'follow';
    const index = this.#layout.indexAt(Math.max(0, offset));
    const line = Math.max(0, Math.min(offset - this.#layout.offset(index), this.#layout.height(index) - 1));
    return this.#moved({ index, line }, 0, height);
  }

  /** Returns the rows above the window and the total. Both are estimates for blocks that have not been visible yet. */
  extent(scroll: Scroll, height: number): { readonly offset: number; readonly total: number } {
    const { index, line } = this.#top(scroll, height);
    const offset = this.#layout.offset(index) + line;
    return { offset, total: Math.max(offset, this.#layout.offset(this.#layout.blocks.length)) };
  }

  /**
   * Returns the block after (1) or before (-1) this one, or the last or first one if there is none. Returns undefined if
   * there are no blocks.
   */
  neighbour(blockId: number | null, step: 1 | -1): number | undefined {
    const { blocks } = this.#layout;
    if (blockId === null) return blocks.at(-1)?.id;
    const index = this.#layout.indexOf(blockId);
    const next = blocks[index]?.id === blockId ? index + step : step === 1 ? index : index - 1;
    return blocks[Math.max(0, Math.min(blocks.length - 1, next))]?.id;
  }

  /** Scrolls no more than needed to make a line of a block visible. */
  reveal(scroll: Scroll, blockId: number, line: number, height: number): Scroll {
    const rows = this.rows(scroll, height);
    if (rows.some((row) => row.blockId === blockId && row.line === line)) return scroll;
    const target = this.#clamped({ index: this.#layout.indexOf(blockId), line });
    const top = this.#top(scroll, height);
    const above = target.index < top.index || (target.index === top.index && target.line < top.line);
    return this.#moved(target, above ? 0 : 1 - height, height);
  }

  /** Returns the matches, oldest first, limited to the newest ones. Ignores case. */
  search(query: string): Hit[] {
    const found: Hit[][] = [];
    let count = 0;
    const { blocks } = this.#layout;
    for (let index = blocks.length - 1; index >= 0 && count < MAX_HITS; index -= 1) {
      const block = blocks[index];
      if (!block || !mayMatch(block, query)) continue;
      const hits = found.length < SEARCHED_BLOCKS ? this.#hits(block, query) : [this.#laterHit(block, query)];
      count += hits.length;
      found.push(hits);
    }
    return found.reverse().flat().slice(-MAX_HITS);
  }

  #hits(block: TranscriptBlock, query: string): Hit[] {
    return hitsIn(block, this.#layout.lines(this.#layout.indexOf(block.id)), query);
  }

  /**
   * Returns a hit that lays out its block only when its line is read. Laying out many blocks per keystroke would be slow.
   */
  #laterHit(block: TranscriptBlock, query: string): Hit {
    const line = (): number => this.#hits(block, query)[0]?.line ?? 0;
    return {
      blockId: block.id,
      get line() {
        return line();
      },
    };
  }

  #moved(from: Place, rows: number, height: number): Scroll {
    const last = this.#end(height);
    let { index } = from;
    let line = from.line + rows;
    while (line < 0 && index > 0) {
      index -= 1;
      line += this.#layout.height(index);
    }
    line = Math.max(0, line);
    while (index < last.index && line >= this.#layout.height(index)) {
      line -= this.#layout.height(index);
      index += 1;
    }
    const atEnd = index > last.index || (index === last.index && line >= last.line);
    return atEnd ? 'follow' : this.#position({ index, line });
  }

  /** Returns the place at the upper edge, never so far down that rows would stay empty. */
  #top(scroll: Scroll, height: number): Place {
    const last = this.#end(height);
    if (scroll === 'follow') return last;
    const place = this.#find(scroll);
    return place.index > last.index || (place.index === last.index && place.line > last.line) ? last : place;
  }

  /** Returns the place at the upper edge when the end is visible. */
  #end(height: number): Place {
    let index = this.#layout.blocks.length;
    let line = 0;
    let missing = height;
    while (missing > 0 && index > 0) {
      index -= 1;
      const rows = this.#layout.height(index);
      line = Math.max(0, rows - missing);
      missing -= rows;
    }
    return { index, line };
  }

  #find({ blockId, line, width, ink }: ScrollPosition): Place {
    const index = this.#layout.indexOf(blockId);
    if (this.#layout.blocks[index]?.id !== blockId) return this.#clamped({ index, line: 0 });
    if (width === this.#layout.width) return this.#clamped({ index, line });
    return { index, line: lineWithInk(this.#layout.lines(index), ink) };
  }

  #clamped({ index, line }: Place): Place {
    const { blocks } = this.#layout;
    const within = Math.max(0, Math.min(blocks.length - 1, index));
    return { index: within, line: Math.max(0, Math.min(line, this.#layout.height(within) - 1)) };
  }

  #position({ index, line }: Place): ScrollPosition {
    const blockId = this.#layout.blocks[index]?.id ?? 0;
    return { blockId, line, width: this.#layout.width, ink: inkBefore(this.#layout.lines(index), line) };
  }
}

const MAX_HITS = 1_000;
/** The number of newest matching blocks in which every hit is found; older blocks give only their first hit. */
const SEARCHED_BLOCKS = 100;
