// The iterations of a session: the one that runs, the ones before it, and folding iteration events.
import type { TaskId } from '../task/task.ts';
import type { IterationEvent } from './iteration.events.ts';
import type { Iteration } from './iteration.ts';

/** So many of the last iterations are kept; the events tell of those before them. */
const ITERATIONS_KEPT = 64;

export interface IterationLog {
  /** Oldest first, the numbers without gaps. */
  readonly recent: readonly Iteration[];
  /** The highest number given so far, 0 before the first. */
  readonly last: number;
}

export const NO_ITERATIONS: IterationLog = { recent: [], last: 0 };

/** undefined for one that has not begun, or so long ago that it is not kept. */
export function findIteration(log: IterationLog, number: number): Iteration | undefined {
  return log.recent.find((iteration) => iteration.number === number);
}

export function runningIteration(log: IterationLog): Iteration | undefined {
  const iteration = log.recent.at(-1);
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

function withIteration(log: IterationLog, iteration: Iteration): IterationLog {
  const others = log.recent.filter(({ number }) => number !== iteration.number);
  const recent = [...others, iteration].sort((a, b) => a.number - b.number).slice(-ITERATIONS_KEPT);
  return { recent, last: Math.max(log.last, iteration.number) };
}

function changed(log: IterationLog, number: number, change: (i: Iteration) => Iteration): IterationLog {
  const iteration = findIteration(log, number);
  return iteration ? withIteration(log, change(iteration)) : log;
}
