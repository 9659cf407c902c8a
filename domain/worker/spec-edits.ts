// Which edits of the spec each worker has not been told of: each is told once, at the start of its next iteration.
import { type IterationLog, iterationOf } from '../iteration/iteration.state.ts';
import { latestEdits, type SpecEdit } from '../run/spec-text.ts';
import { findWorker, type WorkerState, withWorker } from './worker.state.ts';
import type { WorkerName } from './worker.ts';

interface Told extends WorkerState {
  readonly iterations: IterationLog;
  readonly specEdits: readonly SpecEdit[];
}

/** Returns the state after an edit. A worker that is in an iteration has had its prompt, so it is told in the next one. */
export function withEditForWorkers<State extends Told>(state: State, edit: SpecEdit): State {
  const workers = state.workers.map((worker) =>
    iterationOf(state.iterations, worker.name)
      ? { ...worker, laterEdits: latestEdits([...worker.laterEdits, edit]) }
      : { ...worker, specEdits: latestEdits([...worker.specEdits, edit]) },
  );
  return { ...state, workers };
}

/**
 * Returns the state after an iteration has ended: in place, and of a worker, it has been told of what was known at its start if it
 * `isFinished`. A later run does not repeat what one worker was told.
 */
export function withEditsTold<State extends Told>(
  state: State,
  name: WorkerName | undefined,
  isFinished: boolean,
): State {
  const worker = name && findWorker(state, name);
  if (!worker) return isFinished ? { ...state, specEdits: [] } : state;
  const { specEdits, laterEdits } = worker;
  // Both lists end with the latest edit, so what neither has been told of is the shorter end.
  const since = Math.max(0, state.specEdits.length - laterEdits.length);
  const told = isFinished ? { ...state, specEdits: state.specEdits.slice(since) } : state;
  const open = isFinished ? laterEdits : latestEdits([...specEdits, ...laterEdits]);
  return withWorker(told, worker.name, { specEdits: open, laterEdits: [] });
}
