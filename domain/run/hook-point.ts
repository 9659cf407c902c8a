// The points of a run at which a project can have commands run.

/** What a hook command can refer to; a value that does not apply at its point is absent. */
export interface HookDetails {
  readonly iteration?: number;
  readonly taskId?: string;
  readonly taskContent?: string;
  readonly error?: string;
}

interface HookPointFacts {
  /** When its commands run. */
  readonly runs: string;
  /** When the agent gets the output of commands with `pipe_output`; '' for never. */
  readonly delivery: string;
  /** What a run has at this point, as an example; the session's name is always there. */
  readonly sample: HookDetails;
}

const TABLE = {
  session_start: {
    runs: 'once, before the first iteration',
    delivery: "with the first iteration's prompt",
    sample: {},
  },
  pre_iteration: {
    runs: "before each iteration's prompt",
    delivery: "before the iteration's prompt",
    sample: { iteration: 1 },
  },
  post_iteration: {
    runs: 'after each iteration, before its commit',
    delivery: "with the next iteration's prompt",
    sample: { iteration: 1 },
  },
  session_end: {
    runs: 'once, after the last iteration',
    delivery: '',
    sample: {},
  },
  on_task_complete: {
    runs: 'once for every completed task, in order',
    delivery: "with the next iteration's prompt",
    sample: { iteration: 1, taskId: 'TAS-1', taskContent: 'A sample task' },
  },
  on_error: {
    runs: 'when an iteration fails',
    delivery: 'at once, in a recovery prompt',
    sample: { iteration: 1, error: 'a sample error' },
  },
} as const satisfies Readonly<Record<string, HookPointFacts>>;

export type HookPoint = keyof typeof TABLE;

export const HOOK_POINT: Readonly<Record<HookPoint, HookPointFacts>> = TABLE;

/** All of them, in the order in which they are shown. */
export const HOOK_POINTS = Object.keys(TABLE) as readonly HookPoint[];
