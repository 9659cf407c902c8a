// Tells whether the agent or the user calls the program.
import type { Environment } from '../../application/environment.ts';
import type { Actor } from '../../domain/session/session.events.ts';

/**
 * Returns `agent` in a process that the agent started, which carries its mark, else `user`, as for hooks. An agent that removes the mark
 * is taken for the user.
 */
export function callingActor({ env }: Pick<Environment, 'env'>): Extract<Actor, 'agent' | 'user'> {
  return env.ITERATR_AGENT_MARK === undefined ? 'user' : 'agent';
}
