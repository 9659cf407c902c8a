// Computes the cost of an agent that reports tokens but no cost, from the user's prices.

import type { IterationUsage } from '../iteration/iteration.ts';
import { costFields, costsOf } from '../iteration/iteration-usage.ts';
import type { AgentUse } from './run.ts';

/** In US dollars for a million tokens. */
interface Price {
  readonly input: number;
  readonly output: number;
}

/** By `agent:model`, by model, or `*` for all others; the first that fits in this order counts. */
export type Prices = Readonly<Record<string, Price>>;

const PER = 1_000_000;

/**
 * Returns the usage with a computed cost, marked as estimated, if the agent reported none and there is a price. Without the
 * number of input and output tokens, all tokens cost the higher of the two prices.
 */
export function priced(usage: IterationUsage, { agent, model }: AgentUse, prices: Prices): IterationUsage {
  if (costsOf(usage).some(({ amount }) => amount > 0)) return usage;
  const price = priceOf(prices, [`${agent}:${model}`, model, '*']);
  const amount = price && amountOf(usage, price);
  if (amount === undefined) return usage;
  return { ...usage, ...costFields([{ amount, currency: 'USD', estimated: true }]) };
}

function priceOf(prices: Prices, names: readonly string[]): Price | undefined {
  const name = names.find((candidate) => Object.hasOwn(prices, candidate));
  return name === undefined ? undefined : prices[name];
}

function amountOf(
  { inputTokens, outputTokens, totalTokens }: IterationUsage,
  { input, output }: Price,
): number | undefined {
  if (inputTokens === null && outputTokens === null) {
    return totalTokens === null ? undefined : (totalTokens * Math.max(input, output)) / PER;
  }
  return ((inputTokens ?? 0) * input + (outputTokens ?? 0) * output) / PER;
}
