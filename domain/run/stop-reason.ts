// Why and when a run stops: the one stop reason that exit code, last log line, last JSON line and TUI all show.
import type { IterationOutcome } from '../iteration/iteration.ts';
import type { SessionState } from '../session/session.state.ts';
import { isReady } from '../task/dependency-graph.ts';
import type { TaskList } from '../task/task.state.ts';
import { isOpen } from '../task/task.ts';

/** `done`: nothing is left to do. `limit`: work is left. `stuck`: nothing can be done without the user. */
export type StopKind = 'done' | 'limit' | 'stuck' | 'failed' | 'interrupted';

/** Every reason with its kind, from which the exit code follows. */
export const STOP_REASONS = {
  /** Every task is done and the agent said so, in this run or before it. */
  complete: 'done',
  iteration_limit: 'limit',
  /** Work is left, and neither the state of the tasks nor the last iterations give hope for more. */
  no_progress: 'stuck',
  failed: 'failed',
  interrupted: 'interrupted',
} as const satisfies Readonly<Record<string, StopKind>>;

export type StopReason = keyof typeof STOP_REASONS;

/** Number of finished iterations in a row without progress that ends a run. */
const MAX_IDLE_ITERATIONS = 3;

export interface RunLimits {
  /** 0: no limit. */
  readonly iterations: number;
  /** Consecutive failed iterations that end the run. */
  readonly maxFailures: number;
}

/** What the iterations of a run have come to. */
export interface RunProgress {
  readonly iterations: number;
  /** Failed iterations in a row. */
  readonly failures: number;
  /** Whether another iteration can help after the last one failed. */
  readonly retryable: boolean;
  /** Finished iterations in a row without progress. */
  readonly idleIterations: number;
}

export const NO_PROGRESS: RunProgress = { iterations: 0, failures: 0, retryable: true, idleIterations: 0 };

export interface EndedIteration {
  readonly outcome: IterationOutcome;
  /** Whether a file changed or a task was brought forward. */
  readonly progress: boolean;
  readonly retryable: boolean;
}

export function afterIteration(
  before: RunProgress,
  { outcome, progress, retryable }: EndedIteration,
): RunProgress {
  const failures = outcome === 'failed' ? before.failures + 1 : 0;
  const idleIterations = progress || failures > 0 ? 0 : before.idleIterations + 1;
  return { iterations: before.iterations + 1, failures, retryable, idleIterations };
}

/** What stops a run after an iteration, with its reason. What has the same reason is worded differently. */
const STOP_CAUSES = {
  complete: 'complete',
  failures: 'failed',
  /** No task is ready or in progress. */
  standstill: 'no_progress',
  idle: 'no_progress',
  iteration_limit: 'iteration_limit',
} as const satisfies Readonly<Record<string, StopReason>>;

export type StopCause = keyof typeof STOP_CAUSES;

export interface Stop {
  readonly reason: StopReason;
  readonly cause: StopCause;
}

/** undefined: the run continues. */
export function stopAfter(state: SessionState, progress: RunProgress, limits: RunLimits): Stop | undefined {
  const cause = stopCause(state, progress, limits);
  return cause && { reason: STOP_CAUSES[cause], cause };
}

function stopCause(
  state: SessionState,
  { failures, retryable, idleIterations, iterations }: RunProgress,
  limits: RunLimits,
): StopCause | undefined {
  if (failures >= limits.maxFailures || (failures > 0 && !retryable)) return 'failures';
  if (state.completed) return 'complete';
  if (isStandstill(state.tasks)) return 'standstill';
  if (idleIterations >= MAX_IDLE_ITERATIONS) return 'idle';
  return limits.iterations > 0 && iterations >= limits.iterations ? 'iteration_limit' : undefined;
}

/** Whether tasks are open, and none of them can be worked on. */
function isStandstill(list: TaskList): boolean {
  const open = [...list.tasks.values()].filter(isOpen);
  return open.length > 0 && !open.some((task) => task.status === 'in_progress' || isReady(list, task));
}
