// Whether the loop goes on after an iteration: pure, so that every case can be tested by itself.
import type { StopReason } from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { isReady } from '../../domain/task/dependency-graph.ts';
import { countTasks, describeStandstill } from '../session/describe-session.ts';

/** So many finished iterations in a row without progress end the run. */
const MAX_IDLE_ITERATIONS = 3;

export interface Stop {
  readonly reason: StopReason;
  readonly message: string;
}

export interface LoopProgress {
  readonly iterationsDone: number;
  /** 0: no limit. */
  readonly limit: number;
  /** Finished iterations in a row that brought nothing forward. */
  readonly idleIterations: number;
}

/** undefined: go on. */
export function stopAfterIteration(state: SessionState, progress: LoopProgress): Stop | undefined {
  const { total, completed, open } = countTasks(state);
  if (state.completed) {
    const message = `the session is complete: ${completed} of ${total} tasks completed`;
    return { reason: 'complete', message };
  }
  const tasks = [...state.tasks.tasks.values()];
  const workable = tasks.some((task) => task.status === 'in_progress' || isReady(state.tasks, task));
  if (open > 0 && !workable) {
    const message = `no progress is possible: ${describeStandstill(state.tasks)}`;
    return { reason: 'no_progress', message };
  }
  if (progress.idleIterations >= MAX_IDLE_ITERATIONS) {
    const message = `${progress.idleIterations} iterations in a row changed no file and brought no task forward`;
    return { reason: 'no_progress', message };
  }
  if (progress.limit > 0 && progress.iterationsDone >= progress.limit) {
    const message = `the limit of ${progress.limit} is reached with open tasks left (${open}); run again to continue`;
    return { reason: 'iteration_limit', message };
  }
  return undefined;
}
