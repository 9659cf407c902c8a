// A transcript that can grow. It is immutable for its readers and cheap to change at its newest block.
import { weightOf } from './block-texts.ts';
import { INITIAL_REDUCER_STATE, type ReducerState } from './reducer-state.ts';
import type { LogEntry, Running, Transcript, TranscriptBlock } from './transcript.ts';

/** The last changed block, kept apart so that a chunk of text does not copy the list of blocks. */
export interface ChangedBlock {
  readonly index: number;
  readonly block: TranscriptBlock;
}

export class LiveTranscript implements Transcript {
  #blocks: readonly TranscriptBlock[] | undefined;

  constructor(
    readonly settled: readonly TranscriptBlock[],
    readonly changed: ChangedBlock | null,
    readonly log: readonly LogEntry[],
    readonly running: readonly Running[],
    readonly state: ReducerState,
  ) {}

  get delivering(): readonly string[] {
    return this.state.delivering.map(({ id }) => id);
  }

  /** Built on first access: once per frame, not once per chunk. */
  get blocks(): readonly TranscriptBlock[] {
    if (!this.#blocks) {
      const { settled, changed } = this;
      if (changed) {
        const blocks = settled.slice();
        blocks[changed.index] = changed.block;
        this.#blocks = blocks;
      } else this.#blocks = settled;
    }
    return this.#blocks;
  }
}

export const EMPTY_TRANSCRIPT: Transcript = new LiveTranscript([], null, [], [], INITIAL_REDUCER_STATE);

/** Returns any transcript as one that can grow. */
export function liveTranscript(transcript: Transcript): LiveTranscript {
  if (transcript instanceof LiveTranscript) return transcript;
  const { blocks, log, running } = transcript;
  const size = blocks.reduce((sum, { block }) => sum + weightOf(block), 0);
  const last = blocks.at(-1);
  const state = {
    ...INITIAL_REDUCER_STATE,
    nextId: (last?.id ?? 0) + 1,
    size,
    iteration: last?.iteration ?? null,
  };
  return new LiveTranscript(blocks, null, log, running, state);
}
