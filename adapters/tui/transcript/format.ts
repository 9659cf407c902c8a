// Numbers as people read them, short enough for a line full of them.
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';

/** `0.4s`, `12s`, `3m 5s`, `2h 7m` */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** `840 tokens`, `12.3k tokens`, `1.2M tokens`; '' when they are not known. */
export function formatTokens(usage: IterationUsage | null): string {
  const count = usage?.totalTokens ?? null;
  if (count === null) return '';
  if (count < 1_000) return `${count} tokens`;
  return count < 999_950
    ? `${(count / 1_000).toFixed(1)}k tokens`
    : `${(count / 1_000_000).toFixed(1)}M tokens`;
}

/** '' when nothing is known to have been spent. */
export function formatCost(usage: IterationUsage | null): string {
  if (!usage?.cost || usage.cost.amount === 0) return '';
  const { amount, currency } = usage.cost;
  return currency === 'USD' ? `$${amount.toFixed(2)}` : `${amount.toFixed(2)} ${currency}`;
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
