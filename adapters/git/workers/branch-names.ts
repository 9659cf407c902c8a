// The names of branches that iteratr creates for workers, and of what is in them.
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { isWorkerName, type WorkerName } from '../../../domain/worker/worker.ts';

/** Below it are the branches of workers. It is not below `iteratr/`, because the branch `iteratr/<session>` leaves no room there. */
const WORK = 'iteratr-work';
const CLOSING = 'closing';

export const WORK_REFS = `refs/heads/${WORK}/`;

/** In UTF-8. File systems and git's locks leave no room for more in one part of a name. */
const MAX_PART_BYTES = 200;

export function sessionBranchName(session: SessionName): string {
  return `iteratr/${partOf(session)}`;
}

/** Returns the folder of the branches of the session's workers, without a slash at the end. */
export function workBranchFolder(session: SessionName): string {
  return `${WORK}/${partOf(session)}`;
}

/** Returns the name as one or, if it is too long, two parts. No name has a dot. */
function partOf(session: SessionName): string {
  if (Buffer.byteLength(session) <= MAX_PART_BYTES) return session;
  const points = [...session];
  return `${points.slice(0, 32).join('')}.1/${points.slice(32).join('')}`;
}

/** Returns the session of a part that `partOf` has made; undefined for any other text. */
export function sessionOfPart(part: string): SessionName | undefined {
  try {
    const session = sessionName(part.replace('.1/', ''));
    return partOf(session) === part ? session : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the name of the branch for a worker's work on a task; null: the closing iteration. `copy`: 1 for the first of this name. */
export function workBranchName(
  session: SessionName,
  worker: WorkerName,
  task: TaskId | null,
  copy: number,
): string {
  const suffix = copy === 1 ? '' : `-${copy}`;
  return `${workBranchFolder(session)}/${worker}-${task ?? CLOSING}${suffix}`;
}

interface WorkBranch {
  readonly session: SessionName;
  readonly worker: WorkerName;
  readonly task: TaskId | null;
}

/** Returns what a branch is for; undefined if it is none of a worker. */
export function parseWorkBranch(branch: string): WorkBranch | undefined {
  const [, part = '', worker, what] =
    /^iteratr-work\/(.+)\/(w\d+)-(closing|TAS-\d+)(?:-\d+)?$/.exec(branch) ?? [];
  const session = sessionOfPart(part);
  if (session === undefined || !isWorkerName(worker)) return undefined;
  return { session, worker, task: what === CLOSING ? null : (what as TaskId) };
}
