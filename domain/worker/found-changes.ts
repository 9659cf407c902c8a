// The changes of protected files that each worker has found in its work tree, and those of the session as a whole.
import type { ProofState } from '../proof/proof.state.ts';
import type { AcceptedFile, ProtectedChange } from '../proof/protection.ts';
import { findWorker, type WorkerState, withWorker } from './worker.state.ts';
import type { WorkerName } from './worker.ts';

interface Protected extends WorkerState {
  readonly proof: ProofState;
}

/**
 * Returns the state after somebody has found these changes, and none besides them: a worker in its work tree, or in the user's for
 * undefined. What others have found stays. `before`: the state before that.
 */
export function withFoundChanges<State extends Protected>(
  state: State,
  before: Protected,
  name: WorkerName | undefined,
): State {
  const { changes: found } = state.proof.protection;
  const { changes: known } = before.proof.protection;
  const others = state.workers
    .filter((worker) => worker.name !== name)
    .flatMap(({ protectedChanges }) => protectedChanges);
  const isOthers = (change: ProtectedChange): boolean => others.some(({ path }) => path === change.path);
  const worker = name && findWorker(state, name);
  const own = worker ? worker.protectedChanges : known.filter((change) => !isOthers(change));
  const isIn = (changes: readonly ProtectedChange[], { path }: ProtectedChange): boolean =>
    changes.some((change) => change.path === path);
  const kept = known.filter((change) => !isIn(found, change) && (isOthers(change) || !isIn(own, change)));
  const changes = [...kept, ...found].sort((a, b) => (a.path < b.path ? -1 : 1));
  const { proof } = state;
  const whole = { ...state, proof: { ...proof, protection: { ...proof.protection, changes } } };
  return worker ? withWorker(whole, worker.name, { protectedChanges: found }) : whole;
}

/** Returns the state in which no worker has found a change of these files, because the user accepts them. */
export function withoutAccepted<State extends WorkerState>(
  state: State,
  files: readonly AcceptedFile[],
): State {
  const paths = new Set(files.map(({ path }) => path));
  const workers = state.workers.map((worker) => ({
    ...worker,
    protectedChanges: worker.protectedChanges.filter(({ path }) => !paths.has(path)),
  }));
  return { ...state, workers };
}
