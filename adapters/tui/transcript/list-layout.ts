// Where each block is in the list: heights, exact where they were needed and estimated elsewhere, and their sums.
import type { StyledLine } from '../canvas/style.ts';
import { BlockCache } from './block-cache.ts';
import { estimateLines } from './estimate.ts';
import type { TranscriptBlock } from './transcript.ts';

export interface ListInput {
  readonly blocks: readonly TranscriptBlock[];
  readonly width: number;
  /** Ids of the blocks that are shown as a whole. */
  readonly expanded: ReadonlySet<number>;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

export class ListLayout {
  readonly #cache = new BlockCache();
  #revision = 0;
  #input: ListInput = { blocks: [], width: 0, expanded: new Set(), now: 0 };
  /** By index: the lines of the block and the blank one after it. */
  #heights: number[] = [];
  /** By index: where the block begins. One more than there are blocks. */
  #sums: number[] = [0];
  /** Sums after this index are out of date. */
  #summed = 0;

  get blocks(): readonly TranscriptBlock[] {
    return this.#input.blocks;
  }

  get width(): number {
    return this.#input.width;
  }

  /** Grows with every call of `set`: tells a list whether the layout still has its input. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes what is to be laid out now. Cheap when little has changed. */
  set(input: ListInput): void {
    const before = this.#input;
    this.#input = input;
    this.#revision += 1;
    if (input.width !== before.width) this.#estimateFrom(0);
    else if (input.blocks !== before.blocks) this.#compare(before.blocks);
    if (input.expanded !== before.expanded) this.#compareExpanded(before.expanded);
  }

  /** The lines of a block, without the blank one after it. From now on its height is exact. */
  lines(index: number): readonly StyledLine[] {
    const block = this.blocks[index];
    if (!block) return [];
    const { width, expanded, now } = this.#input;
    const lines = this.#cache.lines(block, width, expanded.has(block.id), now);
    this.#setHeight(index, lines.length + this.#gap(index));
    return lines;
  }

  /** Exact. */
  height(index: number): number {
    return this.lines(index).length + this.#gap(index);
  }

  /** Where the block begins, counted in rows from the first; the height of all for the index after the last. */
  offset(index: number): number {
    for (; this.#summed < index; this.#summed += 1) {
      this.#sums[this.#summed + 1] = (this.#sums[this.#summed] ?? 0) + (this.#heights[this.#summed] ?? 0);
    }
    return this.#sums[index] ?? 0;
  }

  /** The block at this offset. */
  indexAt(offset: number): number {
    this.offset(this.blocks.length);
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#sums[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The block with this id, or the next one after it when it is gone. */
  indexOf(id: number): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.blocks[middle]?.id ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A blank line after each block but the last. */
  #gap(index: number): number {
    return index < this.blocks.length - 1 ? 1 : 0;
  }

  /** Nearly always it is the end that has changed; or blocks were folded away, and the others keep their heights. */
  #compare(before: readonly TranscriptBlock[]): void {
    const { blocks } = this;
    let same = 0;
    while (same < before.length && before[same] === blocks[same]) same += 1;
    // Whether a blank line follows the last block depends on what comes after it.
    const from = Math.max(0, Math.min(same, before.length - 1));
    const known = new Map<TranscriptBlock, number | undefined>();
    for (let index = from; index < before.length - 1; index += 1)
      known.set(before[index] as TranscriptBlock, this.#heights[index]);
    this.#estimateFrom(from, known);
  }

  #estimateFrom(from: number, known?: ReadonlyMap<TranscriptBlock, number | undefined>): void {
    const { blocks, width, expanded } = this.#input;
    this.#heights.length = blocks.length;
    for (let index = from; index < blocks.length; index += 1) {
      const block = blocks[index] as TranscriptBlock;
      const kept = index < blocks.length - 1 ? known?.get(block) : undefined;
      this.#heights[index] = kept ?? estimateLines(block, width, expanded.has(block.id)) + this.#gap(index);
    }
    this.#summed = Math.min(this.#summed, from);
  }

  #compareExpanded(before: ReadonlySet<number>): void {
    const { blocks, expanded, width } = this.#input;
    for (const id of new Set([...before, ...expanded])) {
      if (before.has(id) === expanded.has(id)) continue;
      const index = this.indexOf(id);
      const block = blocks[index];
      if (block?.id === id)
        this.#setHeight(index, estimateLines(block, width, expanded.has(id)) + this.#gap(index));
    }
  }

  #setHeight(index: number, height: number): void {
    if (this.#heights[index] === height) return;
    this.#heights[index] = height;
    this.#summed = Math.min(this.#summed, index);
  }
}
