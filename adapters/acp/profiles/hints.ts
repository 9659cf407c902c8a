// Hints for the user about the agent in use, shown when the agent itself gives none.
import type { AgentProfile } from './profile.ts';

/** Each hint reads `with <agent>: <text>`; all are '' if it is not known which agent runs. */
export interface AgentHints {
  /** How to start it in ACP mode. */
  readonly command: string;
  readonly login: string;
  /** Where its models are listed. */
  readonly models: string;
}

export function hintsOf(profiles: readonly AgentProfile[]): AgentHints {
  const [only, ...others] = profiles;
  const each = (text: (profile: AgentProfile) => string): string =>
    only && others.length === 0 ? `with ${only.name}: ${text(only)}` : '';
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
