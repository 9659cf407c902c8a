// Formats counts, tokens and costs for people.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';

/** Formats a count with its noun: `1 task`, `1,200 tasks`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Formats tokens: `840 tokens`, `12.3k tokens`, `1.2M tokens`; '' if the number is unknown. */
export function formatTokens(usage: IterationUsage | null): string {
  const count = usage?.totalTokens ?? null;
  if (count === null) return '';
  if (count < 1_000) return `${count} tokens`;
  return count < 999_950
    ? `${(count / 1_000).toFixed(1)}k tokens`
    : `${(count / 1_000_000).toFixed(1)}M tokens`;
}

/** Formats a cost: `$0.04`, `0.04 EUR`; '' if it is zero or unknown. */
export function formatCost(usage: IterationUsage | null): string {
  if (!usage?.cost || usage.cost.amount === 0) return '';
  const { amount, currency } = usage.cost;
  return currency === 'USD' ? `$${amount.toFixed(2)}` : `${amount.toFixed(2)} ${currency}`;
}
