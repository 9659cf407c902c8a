// Formats counts, tokens and costs for people.
import type { Cost, IterationUsage } from '../../domain/iteration/iteration.ts';
import { costsOf, tokensOf } from '../../domain/iteration/iteration-usage.ts';

/** Formats a count with its noun: `1 task`, `1,200 tasks`. */
export function plural(count: number, noun: string): string {
  return `${formatWhole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Formats a whole number: `840`, `1,200`. */
export function formatWhole(count: number): string {
  // The first call of `toLocaleString` takes some 10 ms, which most commands can save.
  return Math.abs(count) < 1_000 ? String(count) : count.toLocaleString('en');
}

/** Formats tokens: `840 tokens`, `12.3k tokens`, `1.2M tokens`; '' if the number is unknown. */
export function formatTokens(usage: IterationUsage | null): string {
  const count = tokensOf(usage);
  return count === null ? '' : `${formatCount(count)} tokens`;
}

/** Formats a large number: `840`, `12.3k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  return count < 999_950 ? `${(count / 1_000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

/**
 * Formats a cost: `$0.04`, `0.04 EUR`, `$0.04 + 0.10 EUR`; '' if it is zero or unknown. `~` before an amount says that it is
 * computed from prices.
 */
export function formatCost(usage: IterationUsage | null): string {
  return costsOf(usage)
    .filter(({ amount }) => amount !== 0)
    .map(formatAmount)
    .join(' + ');
}

/** Formats an amount of money like `formatCost`, also zero. */
export function formatAmount({ amount, currency, estimated }: Cost): string {
  const mark = estimated ? '~' : '';
  return currency === 'USD' ? `${mark}$${amount.toFixed(2)}` : `${mark}${amount.toFixed(2)} ${currency}`;
}
