// Chooses what a worker claims: the next ready task that no other worker has, or the closing iteration.
import type { SessionState } from '../session/session.state.ts';
import { FilesInUse } from '../task/declared-files.ts';
import { isReady } from '../task/dependency-graph.ts';
import { findTask } from '../task/task.state.ts';
import { isOpen, type Task, type TaskId } from '../task/task.ts';
import type { WorkerEvent } from './worker.events.ts';
import { claimedBy, findWorker } from './worker.state.ts';
import type { WorkerName } from './worker.ts';

/** Returns the claim that the worker makes now; [] if it has one already, or must wait or stop. */
export function nextClaim(state: SessionState, worker: WorkerName): WorkerEvent[] {
  if (isBusy(state, worker) || state.completed || isIterationLimitReached(state)) return [];
  const task = nextClaimable(state);
  if (task) return [{ type: 'TaskClaimed', data: { id: task.id, worker } }];
  return isClosing(state) ? [{ type: 'ClosingClaimed', data: { worker } }] : [];
}

/** Whether the worker has a task or the closing iteration. */
export function isBusy(state: SessionState, worker: WorkerName): boolean {
  return claimedBy(state, worker).length > 0 || (findWorker(state, worker)?.closing ?? false);
}

/** Whether every worker must wait or stop: nothing can be claimed, and nobody works. */
export function isIdle({ claims, workers }: SessionState): boolean {
  return claims.length === 0 && workers.every(({ closing }) => !closing);
}

/** Whether no iteration may start any more. Counts those that are about to start. */
export function isIterationLimitReached({
  limits,
  spent,
  workers,
  claims,
  iterations,
}: SessionState): boolean {
  if (limits.iterations === 0) return false;
  const isRunning = (name: WorkerName): boolean =>
    iterations.recent.some(({ worker, outcome }) => worker === name && outcome === null);
  const starting = workers.filter(
    ({ name, closing }) => (closing || claims.some(({ worker }) => worker === name)) && !isRunning(name),
  );
  return spent.runIterations + starting.length >= limits.iterations;
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
