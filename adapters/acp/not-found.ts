// Says what to do when the program of an agent does not exist.
import type { AgentProfile } from './profiles/profile.ts';

export interface MissingAgent {
  readonly command: string;
  /** The profiles that may fit the agent. */
  readonly profiles: readonly AgentProfile[];
  /** The name of an agent that the user may have meant by the command. */
  readonly nearest?: string | undefined;
}

/** Returns the problem and, as its remedy, the line that installs the agent. */
export function notFound({ command, profiles, nearest }: MissingAgent): {
  readonly problem: string;
  readonly remedy: string;
} {
  const problem = `the agent's command ${command} was not found`;
  if (nearest !== undefined) return { problem, remedy: `did you mean ${nearest}?` };
  const [profile, ...others] = profiles;
  return profile && others.length === 0
    ? { problem, remedy: `install ${profile.name} with: ${profile.install}` }
    : { problem, remedy: 'install it, or set agent or ITERATR_AGENT to another command' };
}
