// Finds what a worker has put on the session's branch without recording it, and lets one that failed leave with it.
import type { SessionState } from '../../../domain/session/session.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { MergedTask } from '../../../domain/worker/worker.decider.ts';
import { claimedBy } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Logger } from '../../ports/logger.port.ts';
import type { SessionBranch } from '../../ports/session-branch.port.ts';
import type { Executed, Session } from '../../session/session.ts';
import type { RunEnd } from '../run-result.ts';

export interface LandedFacts {
  readonly session: Session;
  readonly branch: Pick<SessionBranch, 'landedSince'>;
}

/** Called with the tasks whose merge this process, and no other, has recorded for a worker that had not. */
export type OnFound = (ids: readonly TaskId[], state: SessionState) => void;

/** Tells of the merges that are recorded. */
export function tellFound({ events, state }: Executed, onFound: OnFound): void {
  const ids = events.flatMap((event) => (event.type === 'TaskMerged' ? [event.data.id] : []));
  if (ids.length > 0) onFound(ids, state);
}

/** Returns the claimed tasks of a worker whose work is on the branch by the trailers of its merges. Throws `AdapterError` `GIT`. */
export async function landedBy(
  { session, branch }: LandedFacts,
  worker: WorkerName,
): Promise<readonly MergedTask[]> {
  const { state } = session;
  const claimed = claimedBy(state, worker);
  if (state.branch === null || claimed.length === 0) return [];
  const own = state.iterations.recent.filter((one) => one.worker === worker).map(({ number }) => number);
  const landed = await branch.landedSince(state.branch.commit);
  return landed
    .filter(({ task, iteration }) => own.includes(iteration) && claimed.includes(task))
    .map(({ task: id, commit }) => ({ id, commit }));
}

/**
 * Records that a worker of this process has ended. One that failed or was cut short may have landed work and not recorded it, as when the store refused
 * that, or when the answer of the remote was lost: its task is merged, and not done again. If the branch cannot be looked at, nothing is
 * recorded: the worker counts as lost, and who finds it looks first. Returns whether it has left. Throws the errors of the store.
 */
export async function leaveCrew(
  facts: LandedFacts & { readonly logger: Logger; readonly onFound: OnFound },
  worker: WorkerName,
  { reason }: Pick<RunEnd, 'reason'>,
): Promise<boolean> {
  const { session, logger } = facts;
  const find = async (): Promise<readonly MergedTask[] | undefined> => {
    const state = await session.refresh();
    const isDone = claimedBy(state, worker).some((id) => findTask(state.tasks, id)?.status === 'completed');
    if (!isDone) return [];
    return landedBy(facts, worker);
  };
  const merged = await find().catch((error: unknown) => {
    logger.warn('the branch was not looked at for work of a worker that failed', { worker, error });
    return undefined;
  });
  if (merged === undefined) return false;
  const leaving = { type: 'LeaveWorker', worker, reason, merged } as const;
  tellFound(await session.execute(leaving, { actor: 'loop', worker }), facts.onFound);
  return true;
}
