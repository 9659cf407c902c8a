// Measures what each agent uses over some turns, by context: an agent reports the cost of each context from zero.
import type { Cost, Role, UsageShare } from '../../domain/iteration/iteration.ts';
import { addShares, addTokens } from '../../domain/iteration/iteration-usage.ts';
import { type Prices, priced } from '../../domain/run/prices.ts';
import type { AgentUse } from '../../domain/run/run.ts';
import type { AgentEvent, AgentUsage } from '../ports/agent.port.ts';

interface Measured {
  readonly use: AgentUse;
  tokens: AgentUsage | null;
  cost: Cost | null;
  /** Tokens in the context, of a turn that has not reported its usage yet. */
  inContext: number;
}

/** The cost of each context that other meters have measured already. */
export type KnownCosts = WeakMap<object, Cost>;

export class UsageMeter {
  readonly #contexts = new Map<object, Measured>();
  readonly #before = new Map<object, Cost>();

  constructor(
    private readonly role: Role,
    private readonly prices: Prices = {},
    private readonly known: KnownCosts = new WeakMap(),
  ) {}

  /** Adds what an event reports. `context` identifies the context in which `use` works. */
  add(event: AgentEvent, context: object, use: AgentUse): void {
    if (event.type === 'context-usage') {
      const measured = this.#of(context, use);
      measured.inContext = event.used;
      if (event.cost) {
        measured.cost = this.#since(context, event.cost);
        this.known.set(context, event.cost);
      }
    }
    if (event.type === 'turn-ended' && event.usage) {
      const measured = this.#of(context, use);
      measured.tokens = measured.tokens ? addTokens(measured.tokens, event.usage) : event.usage;
      measured.inContext = 0;
    }
  }

  /** Returns the usage so far by agent and model, empty if nothing was reported. */
  shares(): readonly UsageShare[] {
    const shares = [...this.#contexts.values()]
      .filter(({ tokens, cost }) => tokens !== null || cost !== null)
      .map(({ use, tokens, cost }): UsageShare => {
        const { inputTokens = null, outputTokens = null, totalTokens = null } = tokens ?? {};
        const usage = priced({ inputTokens, outputTokens, totalTokens, cost }, use, this.prices);
        return { role: this.role, agent: use.agent, model: use.model, usage };
      });
    return addShares([], shares);
  }

  /** The least number of tokens that the running turns have used and not reported yet. */
  get unreportedTokens(): number {
    return [...this.#contexts.values()].reduce((sum, { inContext }) => sum + inContext, 0);
  }

  /** Returns what a context has cost since this meter measures it. */
  #since(context: object, cost: Cost): Cost {
    const before = this.#before.get(context);
    if (before?.currency !== cost.currency) return cost;
    return { ...cost, amount: Math.max(0, cost.amount - before.amount) };
  }

  #of(context: object, use: AgentUse): Measured {
    const found = this.#contexts.get(context);
    if (found) return found;
    const before = this.known.get(context);
    if (before) this.#before.set(context, before);
    const measured: Measured = { use, tokens: null, cost: null, inContext: 0 };
    this.#contexts.set(context, measured);
    return measured;
  }
}
