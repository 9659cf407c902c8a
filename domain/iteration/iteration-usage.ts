// Adds up tokens and cost of iterations.
import type { IterationUsage, UsageShare } from './iteration.ts';

type Tokens = Omit<IterationUsage, 'cost'>;

/** Adds token counts. An unknown count is ignored; the sum is null if both are unknown. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    inputTokens: plus(a.inputTokens, b.inputTokens),
    outputTokens: plus(a.outputTokens, b.outputTokens),
    totalTokens: plus(a.totalTokens, b.totalTokens),
  };
}

/** Adds usages. Returns null if both are null. Ignores the second cost if its currency differs from the first. */
export function addUsage(a: IterationUsage | null, b: IterationUsage | null): IterationUsage | null {
  if (!a || !b) return a ?? b;
  return { ...addTokens(a, b), cost: addCost(a.cost, b.cost) };
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

function addCost(a: IterationUsage['cost'], b: IterationUsage['cost']): IterationUsage['cost'] {
  if (!a || !b) return a ?? b;
  return a.currency === b.currency ? { amount: a.amount + b.amount, currency: a.currency } : a;
}

function plus(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
