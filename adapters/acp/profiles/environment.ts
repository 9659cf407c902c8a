// The environment an agent's process gets from the profiles that may fit it, with a new password for its server.
import { randomBytes } from 'node:crypto';
import type { AgentProfile } from './profile.ts';

type Variables = Readonly<Record<string, string>>;

export interface AgentEnvironment {
  /** The whole environment of the process. */
  readonly variables: Variables;
  /** Values in it that nobody is to read in what the agent writes. */
  readonly secrets: readonly string[];
}

/**
 * Adds the profiles' variables to the inherited ones, which win. The password of a server is the user's own, otherwise a new
 * one of 256 bits for each start; one that is set to nothing counts as not set.
 */
export function agentEnvironment(profiles: readonly AgentProfile[], inherited: Variables): AgentEnvironment {
  const passwords: Record<string, string> = {};
  for (const { server } of profiles) {
    if (!server) continue;
    const { passwordVariable } = server;
    passwords[passwordVariable] = inherited[passwordVariable] || randomBytes(32).toString('hex');
  }
  const defaults = Object.assign({}, ...profiles.map(({ env }) => env));
  return { variables: { ...defaults, ...inherited, ...passwords }, secrets: Object.values(passwords) };
}
