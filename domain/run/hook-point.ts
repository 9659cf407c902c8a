// The hook points: the moments of a run at which a project's commands can run.

/** Values that a hook command can use. A value that does not apply at a hook point is absent. */
export interface HookDetails {
  readonly iteration?: number;
  readonly taskId?: string;
  readonly taskContent?: string;
  readonly error?: string;
}

interface HookPointFacts {
  /** When its commands run. */
  readonly runs: string;
  /** When the agent gets the output of commands with `pipe_output`; '' means never. */
  readonly delivery: string;
  /** Example values at this point. The session's name is always available as well. */
  readonly sample: HookDetails;
}

const TABLE = {
  session_start: {
    runs: 'once, before the first iteration',
    delivery: "with the first iteration's prompt",
    sample: {},
  },
  worker_start: {
    runs: 'once in each new work tree of a worker, before its first iteration; not in place',
    delivery: "with the worker's first prompt",
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
    runs: 'once for every completed task, in order; with checks or a reviewer, when they no longer decide about it; with several workers, when it is merged',
    delivery: "with the next iteration's prompt",
    sample: { iteration: 1, taskId: 'TAS-1', taskContent: 'A sample task' },
  },
  on_error: {
    runs: 'when an iteration fails',
    delivery: 'immediately, in a recovery prompt',
    sample: { iteration: 1, error: 'a sample error' },
  },
} as const satisfies Readonly<Record<string, HookPointFacts>>;

export type HookPoint = keyof typeof TABLE;

export const HOOK_POINT: Readonly<Record<HookPoint, HookPointFacts>> = TABLE;

/** All hook points, in display order. */
export const HOOK_POINTS = Object.keys(TABLE) as readonly HookPoint[];
