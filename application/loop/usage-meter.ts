// Measures what each agent uses over the turns of an iteration, by context: an agent reports the cost of each context from zero.
import type { IterationUsage, Role, UsageShare } from '../../domain/iteration/iteration.ts';
import { addShares, addTokens } from '../../domain/iteration/iteration-usage.ts';
import type { AgentUse } from '../../domain/run/run.ts';
import type { AgentEvent, AgentUsage } from '../ports/agent.port.ts';

interface Measured {
  readonly use: AgentUse;
  tokens: AgentUsage | null;
  cost: IterationUsage['cost'];
}

export class UsageMeter {
  readonly #contexts = new Map<object, Measured>();

  constructor(private readonly role: Role) {}

  /** Adds what an event reports. `context` identifies the context in which `use` works. */
  add(event: AgentEvent, context: object, use: AgentUse): void {
    if (event.type === 'context-usage' && event.cost) this.#of(context, use).cost = event.cost;
    if (event.type === 'turn-ended' && event.usage) {
      const measured = this.#of(context, use);
      measured.tokens = measured.tokens ? addTokens(measured.tokens, event.usage) : event.usage;
    }
  }

  /** Returns the usage so far by agent and model, empty if nothing was reported. */
  shares(): readonly UsageShare[] {
    const shares = [...this.#contexts.values()].map(({ use, tokens, cost }): UsageShare => {
      const { inputTokens = null, outputTokens = null, totalTokens = null } = tokens ?? {};
      return {
        role: this.role,
        agent: use.agent,
        model: use.model,
        usage: { inputTokens, outputTokens, totalTokens, cost },
      };
    });
    return addShares([], shares);
  }

  #of(context: object, use: AgentUse): Measured {
    const known = this.#contexts.get(context);
    if (known) return known;
    const measured: Measured = { use, tokens: null, cost: null };
    this.#contexts.set(context, measured);
    return measured;
  }
}
