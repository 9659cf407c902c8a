// Why a run stopped and, where work is left, what to do: one line for the user.
import type { RunLimits, RunProgress, StopCause } from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { countTasks, describeStandstill } from '../session/describe-session.ts';

export interface StoppedRun {
  readonly state: SessionState;
  readonly progress: RunProgress;
  readonly limits: RunLimits;
  /** Why the last iteration ended. */
  readonly lastReason: string;
}

export const INTERRUPTED_MESSAGE = 'interrupted; run the same command to resume';

const MESSAGES: Readonly<Record<StopCause, (run: StoppedRun) => string>> = {
  complete: ({ state }) => {
    const { total, completed } = countTasks(state);
    return `the session is complete: ${completed} of ${total} tasks completed`;
  },
  failures: ({ progress: { failures }, lastReason }) =>
    failures > 1 ? `${lastReason} (${failures} iterations in a row)` : lastReason,
  standstill: ({ state }) => `no progress is possible: ${describeStandstill(state.tasks)}`,
  idle: ({ progress }) =>
    `${progress.idleIterations} iterations in a row changed no file and brought no task forward`,
  iteration_limit: ({ state, limits }) =>
    `the limit of ${limits.iterations} is reached with open tasks left (${countTasks(state).open}); run again to continue`,
};

export function stopMessage(cause: StopCause, run: StoppedRun): string {
  return MESSAGES[cause](run);
}
