// What users ask of single workers: pauses and messages, which otherwise are for all.
import type { UserMessage } from '../message/message.ts';
import type { Pause } from '../run/run.ts';
import { findWorker, type Worker, type WorkerState } from './worker.state.ts';
import type { WorkerName } from './worker.ts';

interface Steered extends WorkerState {
  readonly pause: Pause;
  readonly pendingMessages: readonly UserMessage[];
}

/** Returns the state in which a worker, or all for undefined, has this pause. With workers, the run is paused when all are. */
export function withPause<State extends Steered>(
  state: State,
  pause: Pause,
  worker: WorkerName | undefined,
): State {
  const workers = state.workers.map((one) =>
    worker === undefined || one.name === worker ? { ...one, pause } : one,
  );
  return { ...state, workers, pause: workers.length === 0 ? pause : pauseOfAll(workers) };
}

function pauseOfAll(workers: readonly Worker[]): Pause {
  if (workers.every(({ pause }) => pause === 'paused')) return 'paused';
  return workers.every(({ pause }) => pause !== 'none') ? 'requested' : 'none';
}

/** Returns the pause of a worker that joins: that of the run. */
export function pauseOnJoining({ pause }: Pick<Steered, 'pause'>): Pause {
  return pause === 'none' ? 'none' : 'requested';
}

/** Returns the messages that wait for the worker, oldest first. One for a worker that has left is for all. */
export function messagesFor(
  { pendingMessages, workers }: Steered,
  worker: WorkerName | undefined,
): readonly UserMessage[] {
  const isHere = (name: WorkerName): boolean => workers.some((one) => one.name === name);
  return pendingMessages.filter(({ to, deliveredTo = [] }) => {
    if (to !== undefined && isHere(to)) return to === worker;
    return worker === undefined || !deliveredTo.includes(worker);
  });
}

/** Returns the state after the worker's agent has got these messages. One for all stays until every worker has got it. */
export function withDelivered<State extends Steered>(
  state: State,
  ids: readonly string[],
  worker: WorkerName | undefined,
): State {
  if (worker === undefined || !findWorker(state, worker)) {
    return { ...state, pendingMessages: state.pendingMessages.filter(({ id }) => !ids.includes(id)) };
  }
  const pendingMessages = state.pendingMessages.flatMap((message): UserMessage[] => {
    if (!ids.includes(message.id)) return [message];
    if (message.to === worker) return [];
    return [{ ...message, deliveredTo: [...(message.deliveredTo ?? []), worker] }];
  });
  return withoutDelivered({ ...state, pendingMessages });
}

/** Returns the state without the messages that every worker has got, as after one has left. */
export function withoutDelivered<State extends Steered>(state: State): State {
  const pendingMessages = state.pendingMessages.filter(
    ({ deliveredTo = [] }) =>
      deliveredTo.length === 0 || state.workers.some(({ name }) => !deliveredTo.includes(name)),
  );
  return pendingMessages.length === state.pendingMessages.length ? state : { ...state, pendingMessages };
}
