// Adds up tokens and cost of iterations.
import type { IterationUsage } from './iteration.ts';

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

function addCost(a: IterationUsage['cost'], b: IterationUsage['cost']): IterationUsage['cost'] {
  if (!a || !b) return a ?? b;
  return a.currency === b.currency ? { amount: a.amount + b.amount, currency: a.currency } : a;
}

function plus(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
