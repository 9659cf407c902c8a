// The names of branches that iteratr creates for workers, and of what is in them.
import { decodedName, encodedName } from '../../../domain/session/encoded-name.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { isWorkerName, type WorkerName } from '../../../domain/worker/worker.ts';

/** Below it are the branches of workers. It is not below `iteratr/`, because the branch `iteratr/<session>` leaves no room there. */
const WORK = 'iteratr-work';
const CLOSING = 'closing';

export const WORK_REFS = `refs/heads/${WORK}/`;

export function sessionBranchName(session: SessionName): string {
  return `iteratr/${session}`;
}

/** Returns the name of the branch for a worker's work on a task; null: the closing iteration. `copy`: 1 for the first of this name. */
export function workBranchName(
  session: SessionName,
  worker: WorkerName,
  task: TaskId | null,
  copy: number,
): string {
  const suffix = copy === 1 ? '' : `-${copy}`;
  return `${WORK}/${encodedName(session)}/${worker}-${task ?? CLOSING}${suffix}`;
}

interface WorkBranch {
  readonly session: SessionName;
  readonly worker: WorkerName;
  readonly task: TaskId | null;
}

/** Returns what a branch is for; undefined if it is none of a worker. */
export function parseWorkBranch(branch: string): WorkBranch | undefined {
  const [, encoded = '', worker, what] =
    /^iteratr-work\/([^/]+)\/(w\d+)-(closing|TAS-\d+)(?:-\d+)?$/.exec(branch) ?? [];
  const session = decodedName(encoded);
  if (session === undefined || !isWorkerName(worker)) return undefined;
  return { session, worker, task: what === CLOSING ? null : (what as TaskId) };
}
