// What the reducer knows beside what is shown: the open message, running work, sizes.

/** The stream of text that the next chunk may continue. */
interface OpenMessage {
  readonly blockId: number;
  readonly kind: 'assistant' | 'thinking';
  readonly messageId: string | null;
}

/** A tool call or a hook that runs. */
export interface RunningWork {
  readonly blockId: number;
  readonly kind: 'tool' | 'hook';
  readonly title: string;
  readonly since: number;
}

/** What was folded away so far. */
export interface Folded {
  readonly lines: number;
  readonly firstIteration: number | null;
  readonly lastIteration: number | null;
}

export interface ReducerState {
  readonly nextId: number;
  /** The weight of all blocks, in characters. */
  readonly size: number;
  readonly session: string | null;
  /** The iteration that runs or ran last. */
  readonly iteration: number | null;
  readonly iterationStartedAt: number | null;
  readonly model: string;
  readonly message: OpenMessage | null;
  /** Oldest first. */
  readonly running: readonly RunningWork[];
  /** Hooks that were seen to end and whose recorded fact has not come yet. */
  readonly unrecordedHooks: readonly string[];
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
  folded: null,
};
