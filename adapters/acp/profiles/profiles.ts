// The agents iteratr knows by name. A new one is a file of its own and a line here.
import { OPENCODE } from './opencode.ts';
import type { AgentProfile } from './profile.ts';

export const PROFILES: readonly AgentProfile[] = [OPENCODE];

const BY_NAME = new Map(PROFILES.map((profile) => [profile.name, profile]));

/** Returns the profile of this name; undefined for anything else, such as a command line. */
export function profileNamed(name: string): AgentProfile | undefined {
  return BY_NAME.get(name);
}

/** Returns the profile whose command starts this program, which is named as it is written and has no path. */
export function profileOfProgram(program: string): AgentProfile | undefined {
  return PROFILES.find(({ command }) => command[0] === program);
}

/**
 * Returns the profiles that may fit the configured agent. A name has its own. A command line may be a path, `npx` or a shell
 * script that starts any of them, so it has all: what is meant for one agent means nothing to another.
 */
export function profilesFor(agent: string): readonly AgentProfile[] {
  const profile = profileNamed(agent);
  return profile ? [profile] : PROFILES;
}
