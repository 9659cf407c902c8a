// The iterations of a session: the one that runs, the ones before it, and folding iteration events.
import { IntMap } from '../int-map.ts';
import type { TaskId } from '../task/task.ts';
import type { IterationEvent } from './iteration.events.ts';
import type { Iteration } from './iteration.ts';

export interface IterationLog {
  readonly iterations: IntMap<Iteration>;
  /** The highest number given so far, 0 before the first. */
  readonly last: number;
}

export const NO_ITERATIONS: IterationLog = { iterations: IntMap.empty(), last: 0 };

export function runningIteration(log: IterationLog): Iteration | undefined {
  const iteration = log.iterations.get(log.last);
  return iteration?.outcome === null ? iteration : undefined;
}

/** `time` is the envelope's. */
export function evolveIterations(log: IterationLog, event: IterationEvent, time: string): IterationLog {
  switch (event.type) {
    case 'IterationStarted':
      return withIteration(log, {
        number: event.data.number,
        startedAt: time,
        endedAt: null,
        outcome: null,
        summary: null,
        commit: null,
        tasks: [],
      });
    case 'IterationSummaryRecorded':
      return changed(log, event.data.number, (i) => ({ ...i, summary: event.data.summary }));
    case 'IterationEnded':
      return changed(log, event.data.number, (i) => ({ ...i, endedAt: time, outcome: event.data.outcome }));
    case 'IterationCommitted':
      return changed(log, event.data.number, (i) => ({ ...i, commit: event.data.commit }));
    default:
      return event satisfies never;
  }
}

/** Notes that the running iteration worked on a task. */
export function withTaskWorked(log: IterationLog, task: TaskId): IterationLog {
  const running = runningIteration(log);
  if (!running || running.tasks.includes(task)) return log;
  return withIteration(log, { ...running, tasks: [...running.tasks, task] });
}

/** Adds or replaces an iteration as it is; also how a log is built again from a snapshot. */
export function withIteration(log: IterationLog, iteration: Iteration): IterationLog {
  return {
    iterations: log.iterations.set(iteration.number, iteration),
    last: Math.max(log.last, iteration.number),
  };
}

function changed(log: IterationLog, number: number, change: (i: Iteration) => Iteration): IterationLog {
  const iteration = log.iterations.get(number);
  return iteration ? withIteration(log, change(iteration)) : log;
}
