// The iterations of a session: the one that runs, the ones before it, and folding iteration events.
import { foldOf } from '../fold.ts';
import type { TaskId } from '../task/task.ts';
import type { IterationEvent } from './iteration.events.ts';
import type { Iteration } from './iteration.ts';

/** Number of the last iterations that the state keeps; the events tell of those before them. */
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

export const iterationFold = foldOf<IterationLog, IterationEvent>({
  IterationStarted: (log, { number }, time) =>
    withIteration(log, {
      number,
      startedAt: time,
      endedAt: null,
      outcome: null,
      summary: null,
      commit: null,
      tasks: [],
    }),
  IterationSummaryRecorded: (log, { number, summary }) => changed(log, number, { summary }),
  IterationEnded: (log, { number, outcome }, time) => changed(log, number, { endedAt: time, outcome }),
  IterationCommitted: (log, { number, commit }) => changed(log, number, { commit }),
});

/** Records that the running iteration worked on a task. */
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

function changed(log: IterationLog, number: number, change: Partial<Iteration>): IterationLog {
  const iteration = findIteration(log, number);
  return iteration ? withIteration(log, { ...iteration, ...change }) : log;
}
