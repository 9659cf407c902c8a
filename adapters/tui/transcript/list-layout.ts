// Computes the position of each block in the list. Heights are exact where they were needed and estimated elsewhere.
import type { StyledLine } from '../canvas/style.ts';
import { BlockCache } from './block-cache.ts';
import { estimateLines } from './estimate.ts';
import type { TranscriptBlock } from './transcript.ts';

export interface ListInput {
  readonly blocks: readonly TranscriptBlock[];
  readonly width: number;
  /** The ids of the expanded blocks. */
  readonly expanded: ReadonlySet<number>;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

export class ListLayout {
  readonly #cache = new BlockCache();
  #revision = 0;
  #input: ListInput = { blocks: [], width: 0, expanded: new Set(), now: 0 };
  /** By index: the number of lines of the block, including the blank line after it. */
  #heights: number[] = [];
  /** By index: the row at which the block starts. Has one entry more than there are blocks. */
  #sums: number[] = [0];
  /** The sums after this index are out of date. */
  #summed = 0;

  get blocks(): readonly TranscriptBlock[] {
    return this.#input.blocks;
  }

  get width(): number {
    return this.#input.width;
  }

  /** Increases with every call of `set`, so that a list can tell whether the layout still has its input. */
  get revision(): number {
    return this.#revision;
  }

  /** Sets the input. Cheap if little has changed. */
  set(input: ListInput): void {
    const before = this.#input;
    this.#input = input;
    this.#revision += 1;
    if (input.width !== before.width) this.#estimateFrom(0);
    else if (input.blocks !== before.blocks) this.#compare(before.blocks);
    if (input.expanded !== before.expanded) this.#compareExpanded(before.expanded);
  }

  /** Returns the lines of a block, without the blank line after it. Makes its height exact. */
  lines(index: number): readonly StyledLine[] {
    const block = this.blocks[index];
    if (!block) return [];
    const { width, expanded, now } = this.#input;
    const lines = this.#cache.lines(block, width, expanded.has(block.id), now);
    this.#setHeight(index, lines.length + this.#gap(index));
    return lines;
  }

  /** Returns the exact height of a block, including the blank line after it. */
  height(index: number): number {
    return this.lines(index).length + this.#gap(index);
  }

  /** Returns the row at which a block starts. For the index after the last block, returns the total height. */
  offset(index: number): number {
    for (; this.#summed < index; this.#summed += 1) {
      this.#sums[this.#summed + 1] = (this.#sums[this.#summed] ?? 0) + (this.#heights[this.#summed] ?? 0);
    }
    return this.#sums[index] ?? 0;
  }

  /** Returns the index of the block at this row. */
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

  /** Returns the index of the block with this id, or of the next one if it is gone. */
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

  /** Returns the blank lines after a block: one, except after the last block. */
  #gap(index: number): number {
    return index < this.blocks.length - 1 ? 1 : 0;
  }

  /** Keeps the heights of unchanged blocks. Nearly always, only the end has changed, or blocks were folded away. */
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
