// Reads from the log of a build what its user sees of the agent: calls, tokens and cost.
import type { AgentToolCall } from '../../application/ports/agent.port.ts';
import type { JsonLine } from '../support/program.ts';

export interface Seen {
  /** The last state of each call. */
  readonly calls: readonly AgentToolCall[];
  /** As the agent reports them for its turns, or for its context; null if it reports none. */
  readonly tokens: number | null;
  readonly cost: string | null;
}

export function seenIn(lines: readonly JsonLine[]): Seen {
  const calls = new Map<string, AgentToolCall>();
  let tokens: number | null = null;
  let used: number | null = null;
  let cost: string | null = null;
  for (const line of lines) {
    if (line.type === 'agent-tool-call') {
      const call = line.call as AgentToolCall;
      calls.set(call.id, call);
    }
    if (line.type === 'agent-turn-ended') {
      const usage = line.usage as { readonly totalTokens: number | null } | null;
      if (usage?.totalTokens != null) tokens = (tokens ?? 0) + usage.totalTokens;
    }
    if (line.type === 'agent-context-usage') {
      used = line.used as number;
      const { amount, currency } = (line.cost ?? {}) as {
        readonly amount?: number;
        readonly currency?: string;
      };
      if (amount !== undefined) cost = `${amount.toFixed(4)} ${currency}`;
    }
  }
  return { calls: [...calls.values()], tokens: tokens ?? used, cost };
}
