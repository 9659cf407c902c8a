// Numbers as people read them.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';

/** `0.4 s`, `12 s`, `3 min 5 s`, `2 h 7 min` */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `840`, `12.3k`, `1.2M` */
function formatCount(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

export function formatTokens(usage: IterationUsage | null): string {
  const tokens = usage?.totalTokens ?? null;
  return tokens === null ? '' : `${formatCount(tokens)} tokens`;
}

export function formatCost(usage: IterationUsage | null): string {
  if (!usage?.cost || usage.cost.amount === 0) return '';
  const { amount, currency } = usage.cost;
  return currency === 'USD' ? `$${amount.toFixed(2)}` : `${amount.toFixed(2)} ${currency}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `just now`, `5 min ago`, `2 h ago`, `3 days ago` */
export function formatAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ago` : `${plural(Math.floor(hours / 24), 'day')} ago`;
}
