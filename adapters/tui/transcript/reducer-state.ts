// The internal state of the reducer: the open message, running work and sizes.

/** The message that the next chunk of text may continue. */
interface OpenMessage {
  readonly blockId: number;
  readonly kind: 'assistant' | 'thinking';
  readonly messageId: string | null;
}

/** A running tool call or hook. */
export interface RunningWork {
  readonly blockId: number;
  readonly kind: 'tool' | 'hook';
  readonly title: string;
  readonly since: number;
}

/** What has been folded away so far. */
export interface Folded {
  readonly lines: number;
  readonly firstIteration: number | null;
  readonly lastIteration: number | null;
}

/** A message of the user that waits. */
export interface QueuedMessage {
  readonly id: string;
  readonly text: string;
}

export interface ReducerState {
  readonly nextId: number;
  /** The weight of all blocks, in characters. */
  readonly size: number;
  readonly session: string | null;
  /** The current iteration, or the last one. */
  readonly iteration: number | null;
  readonly iterationStartedAt: number | null;
  readonly model: string;
  readonly message: OpenMessage | null;
  /** Oldest first. */
  readonly running: readonly RunningWork[];
  /** Hooks that have ended here, but whose recorded event has not arrived yet. */
  readonly unrecordedHooks: readonly string[];
  /** Messages that were sent and that the agent has not got, oldest first. */
  readonly queued: readonly QueuedMessage[];
  /** Messages that the agent has and has not answered, by the block that shows each. */
  readonly delivering: readonly { readonly id: string; readonly blockId: number }[];
  readonly folded: Folded | null;
}

export const INITIAL_REDUCER_STATE: ReducerState = {
  nextId: 1,
  size: 0,
  session: null,
  iteration: null,
  iterationStartedAt: null,
  model: '',
  message: null,
  running: [],
  unrecordedHooks: [],
  queued: [],
  delivering: [],
  folded: null,
};
