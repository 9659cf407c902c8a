// Hints for the user about the agents that may be in use, shown when the agent itself gives none.
import type { AgentProfile } from './profile.ts';

/** Each hint reads `with <agent>: <text>`, several are joined by semicolons; '' if no profile fits. */
export interface AgentHints {
  /** How to start it in ACP mode. */
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

/** Returns the hint in brackets after a space, to be put into a sentence; '' for no hint. */
export function inBrackets(hint: string): string {
  return hint === '' ? '' : ` (${hint})`;
}
