// The rules for workers: who may claim which task, and what becomes of the claims of a worker that ends.
import { DomainError } from '../errors.ts';
import { cutShort } from '../iteration/iteration.decider.ts';
import { iterationOf } from '../iteration/iteration.state.ts';
import { listed } from '../listed.ts';
import { proofOfTask } from '../proof/proof.state.ts';
import type { SessionEvent } from '../session/session.events.ts';
import type { SessionState } from '../session/session.state.ts';
import { findTask } from '../task/task.state.ts';
import type { TaskId } from '../task/task.ts';
import { shortened } from '../text-size.ts';
import { nextClaim } from './claims.ts';
import { claimedBy, claimOf, findWorker, type Worker } from './worker.state.ts';
import { type WorkerName, workerName } from './worker.ts';

export type WorkerCommand =
  /** A worker joins under the lowest name that is free. */
  | { readonly type: 'JoinWorker'; readonly host: string }
  /** The worker ends in order. `merged`: what its merges say it has landed without recording it. */
  | {
      readonly type: 'LeaveWorker';
      readonly worker: WorkerName;
      readonly reason: string;
      readonly merged?: readonly MergedTask[];
    }
  /** `merged`: as for one that leaves. `mayLive`: its process may be cut off and come back. */
  | {
      readonly type: 'LoseWorker';
      readonly worker: WorkerName;
      readonly reason: string;
      readonly merged: readonly MergedTask[];
      readonly mayLive: boolean;
    }
  /** Claims the next task, or the closing iteration, for the worker; nothing if it has a claim already or there is nothing to claim. */
  | { readonly type: 'ClaimTask'; readonly worker: WorkerName }
  /** The worker is done with what it has claimed. What is completed and not merged is returned with `reason`. */
  | { readonly type: 'ReleaseClaims'; readonly worker: WorkerName; readonly reason: string }
  | { readonly type: 'RecordMerge'; readonly worker: WorkerName; readonly merged: readonly MergedTask[] }
  | {
      readonly type: 'RecordConflict';
      readonly worker: WorkerName;
      readonly ids: readonly TaskId[];
      readonly files: readonly string[];
    }
  | {
      readonly type: 'StartBranch';
      readonly branch: string;
      readonly from: string | null;
      readonly commit: string;
      readonly repository: string;
    };

/** A task whose work is on the session's branch, as this commit. */
export interface MergedTask {
  readonly id: TaskId;
  readonly commit: string;
}

/** Number of files in conflict that an event names. */
const FILES_RECORDED = 50;

/** Returns the events of a command, [] if nothing changes. `state`: the whole one. Throws `WORKER.UNKNOWN` for a worker that is not, or no longer, one of the session. */
export function decideWorkers(command: WorkerCommand, state: SessionState): SessionEvent[] {
  switch (command.type) {
    case 'JoinWorker':
      requireSeveral(state);
      return [{ type: 'WorkerJoined', data: { worker: freeName(state), host: command.host } }];
    case 'LeaveWorker': {
      const { worker, reason, merged = [] } = command;
      if (!findWorker(state, worker)) return [];
      return [
        ...ended(state, worker, reason, merged),
        { type: 'WorkerLeft', data: { worker, reason: shortened(reason) } },
      ];
    }
    case 'LoseWorker': {
      const { worker, reason, merged, mayLive } = command;
      if (!findWorker(state, worker)) return [];
      return [
        ...ended(state, worker, `${worker} was lost: ${reason}`, merged),
        { type: 'WorkerLost', data: { worker, reason: shortened(reason), ...(mayLive && { mayLive }) } },
      ];
    }
    case 'ClaimTask':
      requireWorker(state, command.worker);
      return nextClaim(state, command.worker);
    case 'ReleaseClaims': {
      const { worker, reason } = command;
      const { closing } = requireWorker(state, worker);
      const ids = claimedBy(state, worker);
      if (ids.length === 0 && !closing) return [];
      return [...returned(state, ids, reason), { type: 'ClaimsReleased', data: { worker, ids } }];
    }
    case 'RecordMerge':
      requireWorker(state, command.worker);
      return mergedBy(state, command.worker, command.merged);
    case 'RecordConflict': {
      const { worker, ids, files } = command;
      const filesLeftOut = Math.max(0, files.length - FILES_RECORDED);
      const data = { worker, ids, files: files.slice(0, FILES_RECORDED) };
      return [{ type: 'MergeConflicted', data: { ...data, ...(filesLeftOut > 0 && { filesLeftOut }) } }];
    }
    case 'StartBranch': {
      const { branch, from, commit, repository } = command;
      const known = state.branch;
      const isKnown = known?.branch === branch && known.from === from && known.repository === repository;
      return isKnown ? [] : [{ type: 'BranchStarted', data: { branch, from, commit, repository } }];
    }
    default:
      return command satisfies never;
  }
}

/** Throws `WORKER.IN_PLACE` if a build works in place, so that its agent shares the tasks with nobody. */
export function requireSeveral({ workerCount, runOpen }: SessionState): void {
  if (workerCount > 1 || !runOpen) return;
  throw new DomainError(
    'WORKER.IN_PLACE',
    'the session is built in place, by one agent in the work tree of the user',
    {
      remedy: 'start the build with --workers 2 or more',
    },
  );
}

/** Checks that the worker that acts is still one of the session. Throws `WORKER.LOST`. */
export function requirePresent(state: SessionState, worker: WorkerName | undefined): void {
  if (worker === undefined || findWorker(state, worker)) return;
  throw new DomainError('WORKER.LOST', `${worker} is no longer a worker of this session: it was given up`, {
    remedy: 'stop; what is committed is kept on its branch',
  });
}

/** Checks that a worker's agent, or an agent in place, may change this task. Throws `TASK.CLAIMED`. */
export function requireNotClaimed(state: SessionState, id: TaskId, worker: WorkerName | undefined): void {
  const remedy = 'leave it to that worker, and take your own task or one that task-next shows';
  const claim = claimOf(state, id);
  if (claim && claim.worker !== worker) {
    throw new DomainError('TASK.CLAIMED', `${claim.worker} works on ${id}`, { remedy });
  }
  if (claim) return;
  const unmerged = (findTask(state.tasks, id)?.dependsOn ?? []).find((dependency) => {
    const other = claimOf(state, dependency);
    return other !== undefined && other.worker !== worker;
  });
  if (unmerged === undefined) return;
  throw new DomainError(
    'TASK.CLAIMED',
    `${id} needs ${unmerged}, which ${claimOf(state, unmerged)?.worker} has not merged yet`,
    { remedy },
  );
}

/** Throws `SESSION.OPEN_TASKS` while other workers have work that is not merged. */
export function requireNoOtherClaims({ claims }: SessionState, worker: WorkerName | undefined): void {
  const others = claims.filter((claim) => claim.worker !== worker);
  if (others.length === 0) return;
  const names = listed(others.map(({ task, worker: other }) => `${task} (${other})`));
  throw new DomainError('SESSION.OPEN_TASKS', `other workers have not finished: ${names}`, {
    remedy: 'record what you did with iteration-summary and stop',
  });
}

/** Returns the worker. Throws `WORKER.UNKNOWN`, naming those that there are. */
export function requireWorker(state: SessionState, name: WorkerName): Worker {
  const worker = findWorker(state, name);
  if (worker) return worker;
  const names = state.workers.map((one) => one.name);
  const known = names.length === 0 ? 'it has none' : `they are ${listed(names)}`;
  throw new DomainError('WORKER.UNKNOWN', `${name} is not a worker of this session: ${known}`);
}

/** A worker that comes back late must not act as another one, so its name stays taken. */
function freeName({ workers, lateWorkers }: SessionState): WorkerName {
  const taken = new Set([...workers.map(({ name }) => name), ...lateWorkers]);
  for (let number = 1; ; number++) {
    const name = workerName(number);
    if (!taken.has(name)) return name;
  }
}

function mergedBy(state: SessionState, worker: WorkerName, merged: readonly MergedTask[]) {
  return merged
    .filter(({ id }) => claimOf(state, id)?.worker === worker)
    .map(({ id, commit }) => ({ type: 'TaskMerged', data: { id, worker, commit } }) as const);
}

/** Records what a worker has landed, and ends the rest of what it has under way. */
function ended(
  state: SessionState,
  worker: WorkerName,
  reason: string,
  merged: readonly MergedTask[],
): SessionEvent[] {
  const landed = mergedBy(state, worker, merged);
  const done = new Set(landed.map(({ data }) => data.id));
  const running = iterationOf(state.iterations, worker);
  const ids = claimedBy(state, worker).filter((id) => !done.has(id));
  const cut = running ? [cutShort(running.number, shortened(reason))] : [];
  return [...landed, ...cut, ...returned(state, ids, reason)];
}

/** Makes tasks open again whose work is not merged. What the user has accepted, cancelled or blocked stays as it is. */
function returned(state: SessionState, ids: readonly TaskId[], reason: string): SessionEvent[] {
  return ids.flatMap((id): SessionEvent[] => {
    const task = findTask(state.tasks, id);
    if (task?.status === 'in_progress')
      return [{ type: 'TaskReleased', data: { id, reason: shortened(reason) } }];
    const isDone = task?.status === 'completed' && proofOfTask(state.proof, id) !== 'accepted';
    return isDone ? [{ type: 'TaskReturned', data: { id, by: 'merge', reason: shortened(reason) } }] : [];
  });
}
