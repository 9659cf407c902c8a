// What the user is told about the agents that may be in use, where the agent itself says nothing.
import type { AgentProfile } from './profile.ts';

/** Each as `with <agent>: <text>`, several joined by semicolons; '' where no profile fits. */
export interface AgentHints {
  /** How it is started in ACP mode. */
  readonly command: string;
  readonly login: string;
  /** Where its models are listed. */
  readonly models: string;
}

export function hintsOf(profiles: readonly AgentProfile[]): AgentHints {
  const each = (text: (profile: AgentProfile) => string): string =>
    profiles.map((profile) => `with ${profile.name}: ${text(profile)}`).join('; ');
  return {
    command: each(({ command }) => command.join(' ')),
    login: each(({ login }) => login),
    models: each(({ models }) => `${models.form}, as listed by ${models.list}`),
  };
}

/** The hint in brackets behind a space, to be put into a sentence; '' for none. */
export function inBrackets(hint: string): string {
  return hint === '' ? '' : ` (${hint})`;
}
