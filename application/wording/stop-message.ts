// Words the end of a run: a symbol and a title per stop reason, and one line with the cause and, if work is left, what to do.
import type { RunLimits, RunProgress, StopCause, StopReason } from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { countTasks, describeStandstill } from '../session/describe-session.ts';
import { plural } from './count.ts';

export interface StopReasonWording {
  /** One cell wide. */
  readonly symbol: string;
  /** For a status line. */
  readonly word: string;
  /** For the heading of a report. */
  readonly title: string;
}

export const STOP_REASON_WORDING: Readonly<Record<StopReason, StopReasonWording>> = {
  complete: { symbol: '✓', word: 'complete', title: 'Session complete' },
  iteration_limit: { symbol: '○', word: 'ended: iteration limit', title: 'Iteration limit reached' },
  no_progress: { symbol: '!', word: 'ended: no progress', title: 'No progress' },
  failed: { symbol: '✗', word: 'failed', title: 'Run failed' },
  claim_lost: { symbol: '⇥', word: 'claim lost', title: 'Claim lost' },
  store_lost: { symbol: '⊗', word: 'store lost', title: 'Store lost' },
  interrupted: { symbol: '⊘', word: 'interrupted', title: 'Run interrupted' },
};

export interface StoppedRun {
  readonly state: SessionState;
  readonly progress: RunProgress;
  readonly limits: RunLimits;
  /** Whether the run removed the session's data first. The same command would do it again. */
  readonly reset: boolean;
  /** Why the last iteration ended. */
  readonly lastReason: string;
}

/** Returns one line for a run that was interrupted. `reset` as in `StoppedRun`. */
export function interruptedMessage(reset: boolean): string {
  return `interrupted; run the same command ${withoutReset(reset)}to resume`;
}

function withoutReset(reset: boolean): string {
  return reset ? 'without --reset ' : '';
}

const MESSAGES: Readonly<Record<StopCause, (run: StoppedRun) => string>> = {
  complete: ({ state }) => {
    const { total, completed } = countTasks(state);
    return `the session is complete: ${completed} of ${total} tasks completed`;
  },
  failures: ({ progress: { failures }, lastReason }) =>
    failures > 1 ? `${lastReason} (${failures} iterations in a row)` : lastReason,
  standstill: ({ state }) => `no progress is possible: ${describeStandstill(state.tasks)}`,
  idle: ({ progress }) =>
    `${progress.idleIterations} iterations in a row made no progress: nothing changed, no task advanced`,
  iteration_limit: ({ state, limits, reset }) =>
    `reached the limit of ${plural(limits.iterations, 'iteration')} with ${plural(countTasks(state).open, 'open task')} left; run again ${withoutReset(reset)}to continue`,
};

/** Returns one line that says why a run stopped. */
export function stopMessage(cause: StopCause, run: StoppedRun): string {
  return MESSAGES[cause](run);
}
