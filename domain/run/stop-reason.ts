// Decides when and why a run stops. The exit code, the last log line, the last JSON line and the TUI all show this stop reason.
import type { IterationOutcome } from '../iteration/iteration.ts';
import { awaitedQuestions, blockingQuestions, isWorkable } from '../question/awaited.ts';
import type { SessionState } from '../session/session.state.ts';
import type { TaskList } from '../task/task.state.ts';
import { isOpen } from '../task/task.ts';
import { isReached, type LimitKind, type LimitUse } from './limits.ts';
import type { Unreported } from './reported-usage.ts';
import { stuckWork } from './stall.ts';

/** `done`: no work is left. `limit`: work is left. `stuck`: work is left, but needs the user. */
export type StopKind = 'done' | 'limit' | 'stuck' | 'failed' | 'interrupted';

/** Every stop reason and its kind, which determines the exit code. */
export const STOP_REASONS = {
  /** All tasks are done, and the agent has completed the session, in this run or an earlier one. */
  complete: 'done',
  /** The plan is made, and no work was asked for. */
  planned: 'done',
  iteration_limit: 'limit',
  time_limit: 'limit',
  cost_limit: 'limit',
  token_limit: 'limit',
  /** Work is left, but no task can be worked on, or the last iterations made no progress. */
  no_progress: 'stuck',
  /** Work is left, but nobody has answered the questions that it waits for. */
  waiting_for_answer: 'stuck',
  failed: 'failed',
  /** The data directory was removed or replaced during the run. */
  store_lost: 'failed',
  /** Another process has taken the session over. */
  claim_lost: 'failed',
  interrupted: 'interrupted',
} as const satisfies Readonly<Record<string, StopKind>>;

export type StopReason = keyof typeof STOP_REASONS;

export interface RunLimits {
  /** 0: no limit. */
  readonly iterations: number;
  /** Number of consecutive failed iterations that ends the run. */
  readonly maxFailures: number;
  /** Number of iterations in a row after which work is stuck; 0 for never. */
  readonly stallAfter: number;
}

/** Counts the iterations of a run and their failures. */
export interface RunProgress {
  readonly iterations: number;
  /** Consecutive failed iterations. */
  readonly failures: number;
  /** Whether another iteration can succeed after the last one failed. */
  readonly retryable: boolean;
}

export const NO_PROGRESS: RunProgress = { iterations: 0, failures: 0, retryable: true };

export interface EndedIteration {
  readonly outcome: IterationOutcome;
  readonly retryable: boolean;
}

/** Returns the counts after one more iteration. */
export function afterIteration(before: RunProgress, { outcome, retryable }: EndedIteration): RunProgress {
  const failures = outcome === 'failed' ? before.failures + 1 : 0;
  return { iterations: before.iterations + 1, failures, retryable };
}

/** Whether another agent may take over from one that failed too often, or in a way that no retry helps against. */
export function mayReplaceAgent(
  { failures, retryable, iterations }: RunProgress,
  limits: RunLimits,
): boolean {
  const hasFailed = failures >= limits.maxFailures || (failures > 0 && !retryable);
  return hasFailed && (limits.iterations === 0 || iterations < limits.iterations);
}

/** The causes that stop a run after an iteration, and their stop reasons. Each cause has its own message. */
const STOP_CAUSES = {
  complete: 'complete',
  failures: 'failed',
  /** No task is ready or in progress. */
  standstill: 'no_progress',
  /** No task is to blame, so none can be blocked instead. */
  stuck: 'no_progress',
  /** Nothing can be done without an answer of the user. */
  unanswered: 'waiting_for_answer',
  iteration_limit: 'iteration_limit',
  time_limit: 'time_limit',
  cost_limit: 'cost_limit',
  token_limit: 'token_limit',
  /** The agent reports nothing that the only limits count. */
  cost_unreported: 'cost_limit',
  tokens_unreported: 'token_limit',
} as const satisfies Readonly<Record<string, StopReason>>;

export type StopCause = keyof typeof STOP_CAUSES;

export interface Stop {
  readonly reason: StopReason;
  readonly cause: StopCause;
}

/** A worker finds no work, and nobody makes any. */
export const NOTHING_TO_DO: Stop = { reason: 'no_progress', cause: 'standstill' };

/** What is known of the limits after an iteration. */
export interface UsedLimits {
  readonly uses: readonly LimitUse[];
  readonly unreported?: Unreported | undefined;
}

const CAUSE_OF_KIND = {
  iterations: 'iteration_limit',
  minutes: 'time_limit',
  cost: 'cost_limit',
  tokens: 'token_limit',
} as const satisfies Readonly<Record<LimitKind, StopCause>>;

/** Returns why the run stops now, undefined if it continues. */
export function stopAfter(
  state: SessionState,
  progress: RunProgress,
  limits: RunLimits,
  used: UsedLimits = { uses: [] },
): Stop | undefined {
  const cause = stopCause(state, progress, limits, used);
  return cause && { reason: STOP_CAUSES[cause], cause };
}

/** Returns the stop reason for a limit of this kind. */
export function stopReasonAt(kind: LimitKind): StopReason {
  return STOP_CAUSES[CAUSE_OF_KIND[kind]];
}

function stopCause(
  state: SessionState,
  { failures, retryable, iterations }: RunProgress,
  limits: RunLimits,
  { uses, unreported }: UsedLimits,
): StopCause | undefined {
  if (failures >= limits.maxFailures || (failures > 0 && !retryable)) return 'failures';
  if (state.completed) return 'complete';
  const isAwaiting = blockingQuestions(state).length > 0;
  if (!isAwaiting && isStandstill(state.tasks)) return 'standstill';
  if (limits.iterations > 0 && iterations >= limits.iterations) {
    return failures > 0 ? 'failures' : 'iteration_limit';
  }
  const reached = uses.find(isReached);
  if (reached) return failures > 0 ? 'failures' : CAUSE_OF_KIND[reached.kind];
  if (unreported && !unreported.isBounded) {
    return unreported.kinds.includes('cost') ? 'cost_unreported' : 'tokens_unreported';
  }
  if (awaitedQuestions(state).length > 0) return 'unanswered';
  return stuckWork(state.stall, limits.stallAfter) ? 'stuck' : undefined;
}

/** Whether there are open tasks, but none can be worked on. */
function isStandstill(list: TaskList): boolean {
  return !isWorkable(list) && [...list.tasks.values()].some(isOpen);
}
