// The cost that is computed for agents that report none.
import { expect, it } from 'vitest';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import { type Prices, priced } from '../../../domain/run/prices.ts';

const TOKENS = { inputTokens: 200_000, outputTokens: 10_000, totalTokens: 210_000, cost: null };
const OPUS = { agent: 'claude', model: 'opus' };
const PRICES: Prices = {
  'claude:opus': { input: 5, output: 25 },
  opus: { input: 3, output: 15 },
  '*': { input: 1, output: 2 },
};

function amount(usage: IterationUsage, use = OPUS, prices = PRICES): number | undefined {
  return priced(usage, use, prices).cost?.amount;
}

it('is dollars for a million tokens, of the most exact name', () => {
  expect(amount(TOKENS)).toBe(1.25);
  expect(amount(TOKENS, { agent: 'codex', model: 'opus' })).toBe(0.75);
  expect(amount(TOKENS, { agent: 'codex', model: 'gpt' })).toBe(0.22);
  expect(amount(TOKENS, { agent: 'codex', model: '' })).toBe(0.22);
});

it('is marked as computed, in dollars', () => {
  expect(priced(TOKENS, OPUS, PRICES).cost).toEqual({ amount: 1.25, currency: 'USD', estimated: true });
});

it('takes the place of a cost of zero, of no other', () => {
  expect(amount({ ...TOKENS, cost: { amount: 0, currency: 'USD' } })).toBe(1.25);
  const reported = { ...TOKENS, cost: { amount: 0.01, currency: 'EUR' } };
  expect(priced(reported, OPUS, PRICES)).toBe(reported);
});

it('is unknown without a price, and without tokens', () => {
  expect(amount(TOKENS, OPUS, { gpt: { input: 1, output: 1 } })).toBeUndefined();
  expect(amount(TOKENS, { agent: 'a', model: 'constructor' }, {})).toBeUndefined();
  expect(amount({ inputTokens: null, outputTokens: null, totalTokens: null, cost: null })).toBeUndefined();
});

it('is what the dearer price says if only the total is known', () => {
  expect(amount({ ...TOKENS, inputTokens: null, outputTokens: null })).toBe(5.25);
});

it('is zero for a price of zero', () => {
  expect(amount(TOKENS, OPUS, { '*': { input: 0, output: 0 } })).toBe(0);
});
