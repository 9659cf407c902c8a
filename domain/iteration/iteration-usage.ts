// Adds up tokens and cost of iterations.
import type { Cost, IterationUsage, UsageShare } from './iteration.ts';

type Tokens = Omit<IterationUsage, 'cost' | 'otherCosts'>;

/** Costs are kept to a billionth, so that many small ones add up to what they are. */
const PRECISION = 1e9;

/** Adds token counts. An unknown count is ignored; the sum is null if both are unknown. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    inputTokens: plus(a.inputTokens, b.inputTokens),
    outputTokens: plus(a.outputTokens, b.outputTokens),
    totalTokens: plus(a.totalTokens, b.totalTokens),
  };
}

/** Adds usages; costs by currency, in the order of their first use. Returns null if both are null. */
export function addUsage(a: IterationUsage | null, b: IterationUsage | null): IterationUsage | null {
  if (!a || !b) return a ?? b;
  return { ...addTokens(a, b), ...costFields([...costsOf(a), ...costsOf(b)]) };
}

/** Returns the costs, one for each currency; [] if none is known. */
export function costsOf(usage: IterationUsage | null): readonly Cost[] {
  return usage?.cost ? [usage.cost, ...(usage.otherCosts ?? [])] : [];
}

/** Returns the fields of a usage for these costs, which are added by currency. */
export function costFields(costs: readonly Cost[]): Pick<IterationUsage, 'cost' | 'otherCosts'> {
  const sums = new Map<string, Cost>();
  for (const cost of costs) {
    const known = sums.get(cost.currency);
    sums.set(cost.currency, known ? addCost(known, cost) : cost);
  }
  const [cost = null, ...otherCosts] = sums.values();
  return { cost, ...(otherCosts.length > 0 && { otherCosts }) };
}

/** Returns the number of all tokens, null if it is unknown. */
export function tokensOf(usage: IterationUsage | null): number | null {
  return usage ? (usage.totalTokens ?? plus(usage.inputTokens, usage.outputTokens)) : null;
}

/** Returns the sum of all shares, null if there are none. */
export function totalUsage(shares: readonly UsageShare[]): IterationUsage | null {
  return shares.reduce<IterationUsage | null>((sum, { usage }) => addUsage(sum, usage), null);
}

/** Adds shares to a list that has one for each agent, model and role, in the order of their first use. */
export function addShares(list: readonly UsageShare[], more: readonly UsageShare[]): readonly UsageShare[] {
  const sums = [...list];
  for (const share of more) {
    const index = sums.findIndex(
      ({ role, agent, model }) => role === share.role && agent === share.agent && model === share.model,
    );
    const known = sums[index];
    if (known) sums[index] = { ...known, usage: addUsage(known.usage, share.usage) ?? known.usage };
    else sums.push(share);
  }
  return sums;
}

function addCost(a: Cost, b: Cost): Cost {
  const amount = Math.round((a.amount + b.amount) * PRECISION) / PRECISION;
  return { amount, currency: a.currency, ...((a.estimated || b.estimated) && { estimated: true }) };
}

function plus(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
