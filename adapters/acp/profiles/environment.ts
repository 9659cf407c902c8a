// Builds the environment of an agent's process from the profiles that may fit it, with a new password for its server.
import { randomBytes } from 'node:crypto';
import type { AgentProfile } from './profile.ts';

type Variables = Readonly<Record<string, string>>;

export interface AgentEnvironment {
  /** The whole environment of the process. */
  readonly variables: Variables;
  /** Values of the environment to hide in the agent's output. */
  readonly secrets: readonly string[];
}

/**
 * Adds the profiles' variables to the inherited ones, which win. A server's password is the user's own if it is set and not
 * empty, otherwise a new one of 256 bits for each start. `model` is set for an agent that
 * is told its model by a variable. `isRoot` says whether the user is root.
 */
export function agentEnvironment(
  profiles: readonly AgentProfile[],
  inherited: Variables,
  model = '',
  isRoot = process.getuid?.() === 0,
): AgentEnvironment {
  const passwords: Record<string, string> = {};
  for (const { server } of profiles) {
    if (!server) continue;
    const { passwordVariable } = server;
    passwords[passwordVariable] = inherited[passwordVariable] || randomBytes(32).toString('hex');
  }
  // An agent that is not known is not told what only one of them may hear.
  const rootEnv = isRoot && profiles.length === 1 ? profiles[0]?.rootEnv : {};
  const variable = profiles.length === 1 ? profiles[0]?.models.variable : null;
  const chosen = variable && model !== '' ? { [variable]: model } : {};
  const defaults = Object.assign({}, ...profiles.map(({ env }) => env), rootEnv);
  return {
    variables: { ...defaults, ...inherited, ...chosen, ...passwords },
    secrets: Object.values(passwords),
  };
}
