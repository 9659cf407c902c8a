// The names of the agents that iteratr knows, and how a name and a model are written together.

/** Each has a profile in adapters/acp/profiles. The first one is the default. */
export const AGENT_NAMES = [
  'opencode',
  'claude',
  'gemini',
  'codex',
  'copilot',
  'qwen',
  'kimi',
  'vibe',
  'goose',
] as const;

export type AgentName = (typeof AGENT_NAMES)[number];

export interface AgentAndModel {
  /** undefined: the text names no agent. */
  readonly agent: string | undefined;
  /** '' for none. */
  readonly model: string;
}

/**
 * Splits `agent:model`. The part before the first colon is an agent only if it is one of `names`: `ollama/llama3:8b` is a
 * model.
 */
export function splitAgentAndModel(text: string, names: readonly string[]): AgentAndModel {
  const colon = text.indexOf(':');
  const first = colon === -1 ? '' : text.slice(0, colon);
  return names.includes(first)
    ? { agent: first, model: text.slice(colon + 1).trim() }
    : { agent: undefined, model: text };
}
