// Tells whether the agent or the user calls the program.
import type { Environment } from '../../application/environment.ts';
import type { Actor } from '../../domain/session/session.events.ts';
import { isWorkerName, type WorkerName } from '../../domain/worker/worker.ts';

/**
 * Returns `agent` in a process that the agent started, which carries its mark, else `user`, as for hooks. An agent that removes the mark
 * is taken for the user.
 */
export function callingActor({ env }: Pick<Environment, 'env'>): Extract<Actor, 'agent' | 'user'> {
  return env.ITERATR_AGENT_MARK === undefined ? 'user' : 'agent';
}

/** Returns the worker whose agent calls the program; undefined in place, and for the user. */
export function callingWorker({ env }: Pick<Environment, 'env'>): WorkerName | undefined {
  if (callingActor({ env }) === 'user') return undefined;
  const { ITERATR_WORKER: name } = env;
  return isWorkerName(name) ? name : undefined;
}
