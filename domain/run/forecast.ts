// Forecasts how much time and money the open tasks still need, from the recent iterations of the session.

import type { Iteration } from '../iteration/iteration.ts';
import { costsOf } from '../iteration/iteration-usage.ts';
import type { SessionState } from '../session/session.state.ts';
import { isOpen } from '../task/task.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Forecast {
  /** Working time in milliseconds, without waits for the provider. */
  readonly workMs: Range;
  /** By currency; empty if no cost is known. */
  readonly costs: readonly (Range & { readonly currency: string; readonly estimated?: true })[];
}

const LEAST_ITERATIONS = 3;

/** Iterations that together completed some tasks. */
interface Stretch {
  readonly iterations: readonly Iteration[];
  readonly tasks: number;
}

/**
 * Returns what the open tasks still need; null with fewer than three ended iterations, no completed or no open task.
 *
 * The ended iterations, up to the 64 that the state keeps, are divided into stretches; each ends with an iteration that completed
 * tasks. Time and cost of a stretch divided by its tasks are one sample. The range is the lower to the upper quartile of the
 * samples, each times the number of open tasks. Iterations since the last completed task are a sample of one task if they
 * already took longer than the longest sample, so that a session that is stuck does not look close to its end.
 */
export function forecast({ iterations, tasks }: Pick<SessionState, 'iterations' | 'tasks'>): Forecast | null {
  const ended = iterations.recent.filter(
    ({ outcome, planning }) => !planning && (outcome === 'finished' || outcome === 'failed'),
  );
  const open = [...tasks.tasks.values()].filter(isOpen).length;
  if (ended.length < LEAST_ITERATIONS || open === 0) return null;
  const stretches = stretchesOf(ended);
  if (stretches.length === 0) return null;
  const rangeOf = (amountOf: (iteration: Iteration) => number): Range => {
    const samples = stretches.map((stretch) => sum(stretch.iterations, amountOf) / stretch.tasks);
    return { low: quartile(samples, 0.25) * open, high: quartile(samples, 0.75) * open };
  };
  const known = ended.flatMap(({ usage }) => costsOf(usage));
  const currencies = [...new Set(known.map(({ currency }) => currency))];
  return {
    workMs: rangeOf(({ workedMs }) => workedMs),
    costs: currencies.map((currency) => ({
      currency,
      ...rangeOf(({ usage }) => costsOf(usage).find((cost) => cost.currency === currency)?.amount ?? 0),
      ...(known.some((cost) => cost.currency === currency && cost.estimated) && { estimated: true }),
    })),
  };
}

function stretchesOf(ended: readonly Iteration[]): Stretch[] {
  const stretches: Stretch[] = [];
  let pending: Iteration[] = [];
  for (const iteration of ended) {
    pending.push(iteration);
    if (iteration.tasksCompleted <= 0) continue;
    stretches.push({ iterations: pending, tasks: iteration.tasksCompleted });
    pending = [];
  }
  const longest = Math.max(...stretches.map(({ iterations, tasks }) => workOf(iterations) / tasks));
  if (stretches.length > 0 && workOf(pending) > longest) stretches.push({ iterations: pending, tasks: 1 });
  return stretches;
}

function workOf(iterations: readonly Iteration[]): number {
  return sum(iterations, ({ workedMs }) => workedMs);
}

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}

/** Returns the quantile of at least one value, interpolated between the two nearest. */
function quartile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
