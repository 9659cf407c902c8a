// How a session looks to one of its workers: what belongs to the others is not its own.
import type { IterationLog } from '../iteration/iteration.state.ts';
import type { UserMessage } from '../message/message.ts';
import type { ProofState } from '../proof/proof.state.ts';
import type { Pause } from '../run/run.ts';
import type { SpecEdit } from '../run/spec-text.ts';
import type { Stall } from '../run/stall.ts';
import type { TaskId } from '../task/task.ts';
import { claimOf, findWorker, type WorkerState, withWorker } from './worker.state.ts';
import type { WorkerName } from './worker.ts';
import { messagesFor } from './worker-steering.ts';

/** The parts of a session that differ for each worker. */
interface Viewed extends WorkerState {
  readonly iterations: IterationLog;
  readonly proof: ProofState;
  readonly stall: Stall;
  readonly pause: Pause;
  readonly pendingMessages: readonly UserMessage[];
  readonly specEdits: readonly SpecEdit[];
}

/**
 * Returns the state in which a worker, or its agent, decides: the running iteration, the completed tasks that wait for checks or the
 * reviewer, the changes of protected files, and what speaks for being stuck are its own. `worker` undefined: the state in place, and for the user.
 */
export function viewOf<State extends Viewed>(state: State, worker: WorkerName | undefined): State {
  const known = worker && findWorker(state, worker);
  if (worker === undefined && state.workers.length === 0) return state;
  return {
    ...state,
    iterations: iterationsOf(state.iterations, worker),
    proof: proofOf(state, worker),
    ...(known && { stall: { ...known.stall, blocked: state.stall.blocked }, pause: known.pause }),
    ...(known && { specEdits: known.specEdits }),
    ...(known && { pendingMessages: messagesFor(state, worker) }),
  };
}

/** The worker's latest iteration comes last, so that it is the running one if one is; the others that run are left out. */
function iterationsOf(log: IterationLog, worker: WorkerName | undefined): IterationLog {
  const own = log.recent.findLast((iteration) => iteration.worker === worker);
  const others = log.recent.filter((iteration) => iteration !== own && iteration.outcome !== null);
  return { ...log, recent: own ? [...others, own] : others };
}

function proofOf(state: Viewed, worker: WorkerName | undefined): ProofState {
  const { proof } = state;
  const known = worker && findWorker(state, worker);
  const isOwn = (id: TaskId): boolean => claimOf(state, id)?.worker === worker;
  return {
    ...proof,
    pending: proof.pending.filter(isOwn),
    unreviewed: proof.unreviewed.filter(isOwn),
    review: (worker ? known?.review : proof.review) ?? null,
    ...(known && { protection: { ...proof.protection, changes: known.protectedChanges } }),
  };
}

/** Changes the state by an event of a worker, so that what is kept for each worker changes for this one only. */
export function inViewOf<State extends Viewed>(
  state: State,
  name: WorkerName | undefined,
  change: (state: State) => State,
): State {
  const worker = name && findWorker(state, name);
  if (!worker) return change(state);
  const { stall, proof } = state;
  const after = change({
    ...state,
    stall: { ...worker.stall, blocked: stall.blocked },
    proof: { ...proof, review: worker.review },
  });
  const whole = {
    ...after,
    stall: { ...stall, blocked: after.stall.blocked },
    proof: { ...after.proof, review: proof.review },
  };
  return withWorker(whole, worker.name, { stall: after.stall, review: after.proof.review });
}
