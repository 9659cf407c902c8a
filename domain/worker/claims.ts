// Chooses what a worker claims: the next ready task that no other worker has, or the closing iteration.
import { DomainError } from '../errors.ts';
import { iterationOf } from '../iteration/iteration.state.ts';
import type { SessionState } from '../session/session.state.ts';
import { FilesInUse } from '../task/declared-files.ts';
import { isReady } from '../task/dependency-graph.ts';
import { findTask } from '../task/task.state.ts';
import { isOpen, type Task, type TaskId } from '../task/task.ts';
import type { WorkerEvent } from './worker.events.ts';
import { claimedBy, findWorker, isBusy } from './worker.state.ts';
import type { WorkerName } from './worker.ts';

/** Returns the claim that the worker makes now; [] if it has one already, or must wait or stop. */
export function nextClaim(state: SessionState, worker: WorkerName): WorkerEvent[] {
  if (isBusy(state, worker) || state.completed || areIterationsTaken(state)) return [];
  const task = nextClaimable(state);
  if (task) return [{ type: 'TaskClaimed', data: { id: task.id, worker } }];
  return isClosing(state) ? [{ type: 'ClosingClaimed', data: { worker } }] : [];
}

/** Whether every worker must wait or stop: nothing can be claimed, and nobody works. */
export function isIdle({ claims, workers }: SessionState): boolean {
  return claims.length === 0 && workers.every(({ closing }) => !closing);
}

/** Whether all iterations that the limit allows have started. */
export function areIterationsUsed(state: SessionState): boolean {
  return iterationsLeft(state) <= 0;
}

/**
 * Checks that one more iteration of a worker is allowed. Two that continue their tasks may both have seen that one is left. Throws
 * `ITERATION.LIMIT`.
 */
export function requireIterationLeft(state: SessionState): void {
  if (!areIterationsUsed(state)) return;
  throw new DomainError('ITERATION.LIMIT', 'the workers have used all iterations that the limit allows');
}

/** Returns how many iterations may still start by the limits of the run and of the session; `Infinity` without a limit. */
function iterationsLeft({ limits, spent, iterations }: SessionState): number {
  const { session } = limits;
  const left = (limit: number, used: number) => (limit === 0 ? Number.POSITIVE_INFINITY : limit - used);
  return Math.min(left(limits.iterations, spent.runIterations), left(session.iterations, iterations.last));
}

/** Whether no worker may begin another iteration. Counts those that are about to start, which may still fail to. */
function areIterationsTaken(state: SessionState): boolean {
  const starting = state.workers.filter(({ name }) => isStarting(state, name)).length;
  return starting >= iterationsLeft(state);
}

/** Whether the next thing a worker does is an iteration. If its iteration has ended with all its tasks done, it merges them. */
function isStarting(state: SessionState, name: WorkerName): boolean {
  if (!isBusy(state, name) || iterationOf(state.iterations, name)) return false;
  const isContinuing = claimedBy(state, name).some(
    (id) => findTask(state.tasks, id)?.status === 'in_progress',
  );
  return isContinuing || findWorker(state, name)?.hasStarted !== true;
}

/**
 * Returns the next task that a worker can claim; undefined for none. Of those with the highest priority, one that declares no file
 * of a claimed task comes first, then the oldest.
 */
export function nextClaimable(state: SessionState): Task | undefined {
  const claimed = new Set(state.claims.map(({ task }) => task));
  const inUse = new FilesInUse([...claimed].flatMap((id) => findTask(state.tasks, id)?.files ?? []));
  let best: Task | undefined;
  let isApart = false;
  for (const task of state.tasks.tasks.values()) {
    if (best && (task.priority < best.priority || (task.priority === best.priority && isApart))) continue;
    if (!isClaimable(state, task, claimed)) continue;
    const overlaps = inUse.overlap(task.files);
    if (best && task.priority === best.priority && overlaps) continue;
    best = task;
    isApart = !overlaps;
  }
  return best;
}

/** Returns the number of tasks that workers can claim. */
export function claimableCount(state: SessionState): number {
  const claimed = new Set(state.claims.map(({ task }) => task));
  return [...state.tasks.tasks.values()].filter((task) => isClaimable(state, task, claimed)).length;
}

/** A task is claimable when what it depends on is merged. A task in progress that nobody has claimed was left by an earlier run. */
function isClaimable({ tasks }: SessionState, task: Task, claimed: ReadonlySet<TaskId>): boolean {
  if (claimed.has(task.id)) return false;
  if (task.dependsOn.some((id) => claimed.has(id))) return false;
  return task.status === 'in_progress' || isReady(tasks, task);
}

/** Whether the closing iteration is due: nothing is open, or there are no tasks yet, and nobody works. */
function isClosing(state: SessionState): boolean {
  return isIdle(state) && ![...state.tasks.tasks.values()].some(isOpen);
}
