// Adds up the tokens and cost that the agent reports over the turns of one context.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';
import { addTokens } from '../../domain/iteration/iteration-usage.ts';
import type { AgentEvent, AgentUsage } from '../ports/agent.port.ts';

export class UsageTotal {
  #tokens: AgentUsage | null = null;
  #cost: IterationUsage['cost'] = null;

  add(event: AgentEvent): void {
    if (event.type === 'context-usage' && event.cost) this.#cost = event.cost;
    if (event.type === 'turn-ended' && event.usage) {
      this.#tokens = this.#tokens ? addTokens(this.#tokens, event.usage) : event.usage;
    }
  }

  /** Returns the total, null if the agent reported nothing. */
  total(): IterationUsage | null {
    if (!this.#tokens && !this.#cost) return null;
    const { inputTokens = null, outputTokens = null, totalTokens = null } = this.#tokens ?? {};
    return { inputTokens, outputTokens, totalTokens, cost: this.#cost };
  }
}
