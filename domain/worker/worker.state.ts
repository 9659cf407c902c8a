// The state of workers: who has joined, what they have claimed, and the branch on which their work comes together.
import { foldOf } from '../fold.ts';
import type { Review } from '../proof/proof.ts';
import type { Pause } from '../run/run.ts';
import { NO_STALL, type Stall } from '../run/stall.ts';
import type { TaskId } from '../task/task.ts';
import type { WorkerEvent } from './worker.events.ts';
import type { WorkerName } from './worker.ts';

/** A worker that has joined the session and has neither left nor been lost. */
export interface Worker {
  readonly name: WorkerName;
  /** The machine that it works on. */
  readonly host: string;
  /** When it joined, ISO 8601. */
  readonly joinedAt: string;
  /** Whether it has the iteration without a task: it makes the first tasks, or completes the session. */
  readonly closing: boolean;
  readonly pause: Pause;
  /** What speaks for its work being stuck. */
  readonly stall: Stall;
  /** The review of its work that is under way; null for none. */
  readonly review: Review | null;
}

/** A task that a worker works on, or whose work is not merged yet. */
export interface TaskClaim {
  readonly task: TaskId;
  readonly worker: WorkerName;
  /** ISO 8601. */
  readonly since: string;
}

/** The session's branch, the user's branch that it started from (null: a detached HEAD), the commit that it started at, and where it is. */
interface StartedBranch {
  readonly branch: string;
  readonly from: string | null;
  readonly commit: string;
  readonly repository?: string;
}

export interface WorkerState {
  /** In the order in which they joined; empty in place. */
  readonly workers: readonly Worker[];
  /** At most one for each task, in the order in which they were made. */
  readonly claims: readonly TaskClaim[];
  /** The session's branch; null before several workers have worked on it. */
  readonly branch: StartedBranch | null;
  /** The names of lost workers whose processes may come back: no other worker gets them. */
  readonly lateWorkers: readonly WorkerName[];
}

export const NO_WORKERS: WorkerState = { workers: [], claims: [], branch: null, lateWorkers: [] };

export function findWorker({ workers }: WorkerState, name: WorkerName): Worker | undefined {
  return workers.find((worker) => worker.name === name);
}

export function claimOf({ claims }: WorkerState, task: TaskId): TaskClaim | undefined {
  return claims.find((claim) => claim.task === task);
}

/** Returns the tasks that the worker has claimed, in the order of the claims. */
export function claimedBy({ claims }: WorkerState, worker: WorkerName): readonly TaskId[] {
  return claims.filter((claim) => claim.worker === worker).map(({ task }) => task);
}

export const workerFold = foldOf<WorkerState, WorkerEvent>({
  WorkerJoined: (state, { worker: name, host }, time) => ({
    ...without(state, name),
    workers: [
      ...state.workers.filter((worker) => worker.name !== name),
      { name, host, joinedAt: time, closing: false, pause: 'none', stall: NO_STALL, review: null },
    ],
  }),
  WorkerLeft: (state, { worker }) => without(state, worker),
  WorkerLost: (state, { worker, mayLive }) => ({
    ...without(state, worker),
    ...(mayLive && { lateWorkers: [...state.lateWorkers.filter((name) => name !== worker), worker] }),
  }),
  TaskClaimed: (state, { id, worker }, time) => ({
    ...state,
    claims: [...state.claims.filter(({ task }) => task !== id), { task: id, worker, since: time }],
  }),
  ClosingClaimed: (state, { worker }) => withWorker(state, worker, { closing: true }),
  ClaimsReleased: (state, { worker, ids }) => ({
    ...withWorker(state, worker, { closing: false }),
    claims: state.claims.filter((claim) => claim.worker !== worker || !ids.includes(claim.task)),
  }),
  TaskMerged: (state, { id }) => ({ ...state, claims: state.claims.filter(({ task }) => task !== id) }),
  MergeConflicted: (state) => state,
  BranchStarted: (state, branch) => ({ ...state, branch }),
});

/** Returns the state with another fact about a worker. An unknown worker changes nothing. */
export function withWorker<State extends WorkerState>(
  state: State,
  name: WorkerName,
  change: Partial<Worker>,
): State {
  const workers = state.workers.map((worker) => (worker.name === name ? { ...worker, ...change } : worker));
  return { ...state, workers };
}

function without(state: WorkerState, name: WorkerName): WorkerState {
  return {
    ...state,
    workers: state.workers.filter((worker) => worker.name !== name),
    claims: state.claims.filter(({ worker }) => worker !== name),
  };
}
