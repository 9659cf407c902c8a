// A mutable transcript for the reducer. It copies each list at most once, however many events change it.
import { weightOf } from './block-texts.ts';
import { fold } from './folding.ts';
import { type ChangedBlock, LiveTranscript, liveTranscript } from './live-transcript.ts';
import type { ReducerState } from './reducer-state.ts';
import type { Block, LogEntry, Transcript, TranscriptBlock } from './transcript.ts';

/** The number of log entries kept in memory. */
export const LOG_LENGTH = 5_000;

export class Draft {
  readonly #start: LiveTranscript;
  #settled: TranscriptBlock[];
  #log: LogEntry[];
  #ownsBlocks = false;
  #ownsLog = false;
  #changed: ChangedBlock | null;
  state: ReducerState;

  constructor(transcript: Transcript) {
    this.#start = liveTranscript(transcript);
    this.#settled = this.#start.settled as TranscriptBlock[];
    this.#log = this.#start.log as LogEntry[];
    this.#changed = this.#start.changed;
    this.state = this.#start.state;
  }

  get length(): number {
    return Math.max(this.#settled.length, (this.#changed?.index ?? -1) + 1);
  }

  at(index: number): TranscriptBlock | undefined {
    return this.#changed?.index === index ? this.#changed.block : this.#settled[index];
  }

  set(state: Partial<ReducerState>): void {
    this.state = { ...this.state, ...state };
  }

  /** Adds a block at the end and returns its id. */
  push(block: Block, iteration: number | null = this.state.iteration): number {
    const { nextId, size } = this.state;
    this.#settle();
    this.#changed = {
      index: this.#settled.length,
      block: { id: nextId, revision: 1, iteration, block },
    };
    this.set({ nextId: nextId + 1, size: size + weightOf(block) });
    return nextId;
  }

  /** Replaces the content of the block at this index. */
  change(index: number, block: Block): void {
    const current = this.at(index);
    if (!current) return;
    const size = this.state.size + weightOf(block) - weightOf(current.block);
    if (this.#changed?.index !== index) this.#settle();
    this.#changed = { index, block: { ...current, revision: current.revision + 1, block } };
    this.set({ size });
  }

  /** Returns the index of the block with this id, -1 if it was folded away. */
  indexOf(id: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.at(middle)?.id ?? 0;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Returns the index of the newest matching block of the current iteration, -1 if there is none. */
  newest(matches: (block: Block) => boolean): number {
    for (let index = this.length - 1; index >= 0; index -= 1) {
      const block = this.at(index)?.block;
      if (!block) continue;
      if (matches(block)) return index;
      if (block.kind === 'iteration') return -1;
    }
    return -1;
  }

  addLog(entry: LogEntry): void {
    if (!this.#ownsLog) this.#log = this.#log.slice();
    this.#ownsLog = true;
    this.#log.push(entry);
  }

  finish(budget: number): Transcript {
    if (this.state.size > budget) this.#fold(budget);
    const { state } = this;
    const before = this.#start;
    const running =
      state.running === before.state.running
        ? before.running
        : state.running.map(({ title, since }) => ({ title, since }));
    const log = this.#log.length > LOG_LENGTH ? this.#log.slice(-LOG_LENGTH) : this.#log;
    return new LiveTranscript(this.#settled, this.#changed, log, running, state);
  }

  #fold(budget: number): void {
    this.#settle();
    const { blocks, folded, size } = fold(this.#settled, this.state, budget);
    this.#settled = blocks;
    this.#ownsBlocks = true;
    this.set({ folded, size });
  }

  /** Stores the last changed block in the list, which is copied first if it is shared. */
  #settle(): void {
    if (!this.#changed) return;
    if (!this.#ownsBlocks) this.#settled = this.#settled.slice();
    this.#ownsBlocks = true;
    this.#settled[this.#changed.index] = this.#changed.block;
    this.#changed = null;
  }
}
