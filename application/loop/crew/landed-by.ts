// Finds what a worker has put on the session's branch without recording it, and lets one that failed leave with it.
import type { MergedTask } from '../../../domain/worker/worker.decider.ts';
import { claimedBy } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Logger } from '../../ports/logger.port.ts';
import type { SessionBranch } from '../../ports/session-branch.port.ts';
import type { Session } from '../../session/session.ts';
import type { RunEnd } from '../run-result.ts';

export interface LandedFacts {
  readonly session: Session;
  readonly branch: Pick<SessionBranch, 'landedSince'>;
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
 * Records that a worker of this process has ended. One that failed may have landed work and not recorded it, as when the store refused
 * that: its task is merged, and not done again. Throws the errors of the store.
 */
export async function leaveCrew(
  facts: LandedFacts & { readonly logger: Logger },
  worker: WorkerName,
  { reason }: Pick<RunEnd, 'reason'>,
): Promise<void> {
  const { session, logger } = facts;
  const find = async (): Promise<readonly MergedTask[]> => {
    if (reason !== 'failed') return [];
    await session.refresh();
    return landedBy(facts, worker);
  };
  const merged = await find().catch((error: unknown) => {
    logger.warn('the branch was not looked at for work of a worker that failed', { worker, error });
    return [];
  });
  await session.execute({ type: 'LeaveWorker', worker, reason, merged }, { actor: 'loop', worker });
}
