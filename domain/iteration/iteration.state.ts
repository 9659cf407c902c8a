// The state of a session's iterations, running and recent; folds iteration events.
import { foldOf } from '../fold.ts';
import type { CheckRun } from '../proof/proof.ts';
import type { Actor } from '../session/session.events.ts';
import type { TaskId, TaskStatus } from '../task/task.ts';
import type { WorkerName } from '../worker/worker.ts';
import type { IterationEvent } from './iteration.events.ts';
import type { Iteration } from './iteration.ts';
import { isTaking } from './task-share.ts';

/** The state keeps this many recent iterations; older ones are only in the events. */
const ITERATIONS_KEPT = 64;

export interface IterationLog {
  /** Oldest first, numbered without gaps. */
  readonly recent: readonly Iteration[];
  /** The highest number so far, 0 before the first iteration. */
  readonly last: number;
}

export const NO_ITERATIONS: IterationLog = { recent: [], last: 0 };

/** Returns the iteration, undefined if it has not started or is too old to be kept. */
export function findIteration(log: IterationLog, number: number): Iteration | undefined {
  return log.recent.find((iteration) => iteration.number === number);
}

/** Returns an iteration that was started in this run. */
export function requireIteration(log: IterationLog, number: number): Iteration {
  const iteration = findIteration(log, number);
  if (!iteration) throw new Error(`iteration ${number} was started and is not in the state`);
  return iteration;
}

/** Returns the number of the running iteration or, between iterations, of the last one; 0 before the first. */
export function latestNumber({ recent, last }: IterationLog): number {
  return recent.at(-1)?.number ?? last;
}

/** Returns the running iteration, undefined between iterations. With several workers, use a log that `viewOf` returned. */
export function runningIteration(log: IterationLog): Iteration | undefined {
  const iteration = log.recent.at(-1);
  return iteration?.outcome === null ? iteration : undefined;
}

/** Returns the running iteration of a worker; of none: in place. */
export function iterationOf(log: IterationLog, worker: WorkerName | undefined): Iteration | undefined {
  return log.recent.findLast((iteration) => iteration.outcome === null && iteration.worker === worker);
}

export const iterationFold = foldOf<IterationLog, IterationEvent>({
  IterationStarted: (log, { number, agent = '', model, planning, worker }, time) =>
    withIteration(log, {
      number,
      startedAt: time,
      endedAt: null,
      outcome: null,
      summary: null,
      commit: null,
      agent,
      model,
      usage: null,
      workedMs: 0,
      tasksCompleted: 0,
      tasks: [],
      taken: [],
      files: 0,
      red: null,
      ...(planning && { planning }),
      ...(worker && { worker }),
    }),
  IterationSummaryRecorded: (log, { number, summary }) => changed(log, number, { summary }),
  IterationEnded: (log, { number, outcome, filesChanged, filesLeftOut = 0 }, time) =>
    changed(log, number, { endedAt: time, outcome, files: filesChanged.length + filesLeftOut }),
  IterationCommitted: (log, { number, commit }) => changed(log, number, { commit }),
});

/** Records that an iteration worked on a task, and `completed` of them: 1, 0, or -1 for a task that was reopened. */
export function withTaskWorked(
  log: IterationLog,
  running: Iteration | undefined,
  task: TaskId,
  completed: number,
): IterationLog {
  if (!running || (completed === 0 && running.tasks.includes(task))) return log;
  const tasks = running.tasks.includes(task) ? running.tasks : [...running.tasks, task];
  return withIteration(log, { ...running, tasks, tasksCompleted: running.tasksCompleted + completed });
}

/** Records that the agent took a task, or that anybody set it to a status in which nobody works on it. */
export function withTaskTaken(
  log: IterationLog,
  running: Iteration | undefined,
  task: TaskId,
  status: TaskStatus,
  actor: Actor,
): IterationLog {
  if (!running) return log;
  const isHeld = running.taken.includes(task);
  if (isTaking(status)) {
    if (isHeld || actor !== 'agent') return log;
    return withIteration(log, { ...running, taken: [...running.taken, task] });
  }
  if (!isHeld) return log;
  return withIteration(log, { ...running, taken: running.taken.filter((other) => other !== task) });
}

/** Records a run of a check of the work of a worker's last iteration, in place for undefined. */
export function withCheckRan(
  log: IterationLog,
  worker: WorkerName | undefined,
  { phase, command, outcome }: Pick<CheckRun, 'phase' | 'command' | 'outcome'>,
): IterationLog {
  if (phase !== 'task' && phase !== 'session') return log;
  const iteration = log.recent.findLast((one) => one.worker === worker);
  if (!iteration) return log;
  const others = (iteration.red ?? []).filter((other) => other !== command);
  return withIteration(log, { ...iteration, red: outcome === 'green' ? others : [...others, command] });
}

/** Records on which machine the iteration runs, because the worker is forgotten when it leaves. */
export function withHost(log: IterationLog, number: number, host: string): IterationLog {
  return changed(log, number, { host });
}

/** Records what an ended iteration used. */
export function withUsed(
  log: IterationLog,
  number: number,
  used: Pick<Iteration, 'usage' | 'workedMs'>,
): IterationLog {
  return changed(log, number, used);
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
