// The agents iteratr knows by name. To add one, write its profile file and add a line here.
import { OPENCODE } from './opencode.ts';
import type { AgentProfile } from './profile.ts';

export const PROFILES: readonly AgentProfile[] = [OPENCODE];

const BY_NAME = new Map(PROFILES.map((profile) => [profile.name, profile]));

/** Returns the profile with this name; undefined for anything else, such as a command line. */
export function profileNamed(name: string): AgentProfile | undefined {
  return BY_NAME.get(name);
}

/** Returns the profile whose command starts this program. Matches the exact name, without a path. */
export function profileOfProgram(program: string): AgentProfile | undefined {
  return PROFILES.find(({ command }) => command[0] === program);
}

/**
 * Returns the profiles that may fit the configured agent: for a name, the agent's own. A command line may be a path, `npx` or a
 * shell script that starts any agent, so it gets all profiles; settings for one agent mean nothing to another.
 */
export function profilesFor(agent: string): readonly AgentProfile[] {
  const profile = profileNamed(agent);
  return profile ? [profile] : PROFILES;
}
