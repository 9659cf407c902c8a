// Specifies how tokens and cost add up.
import { expect, it } from 'vitest';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import { addUsage } from '../../../domain/iteration/iteration-usage.ts';

const TOKENS: IterationUsage = { inputTokens: 10, outputTokens: 5, totalTokens: 15, cost: null };
const PRICED: IterationUsage = {
  inputTokens: null,
  outputTokens: 2,
  totalTokens: 7,
  cost: { amount: 0.5, currency: 'USD' },
};

it('adds what is known, and leaves null what nobody reported', () => {
  expect(addUsage(null, null)).toBeNull();
  expect(addUsage(null, TOKENS)).toEqual(TOKENS);
  expect(addUsage(TOKENS, null)).toEqual(TOKENS);
  expect(addUsage(TOKENS, TOKENS)).toEqual({
    inputTokens: 20,
    outputTokens: 10,
    totalTokens: 30,
    cost: null,
  });
  expect(addUsage(TOKENS, PRICED)).toEqual({
    inputTokens: 10,
    outputTokens: 7,
    totalTokens: 22,
    cost: PRICED.cost,
  });
  expect(addUsage(PRICED, PRICED)?.cost).toEqual({ amount: 1, currency: 'USD' });
});

it('does not add what is in different currencies', () => {
  const euros = { ...PRICED, cost: { amount: 9, currency: 'EUR' } };
  expect(addUsage(PRICED, euros)).toMatchObject({ totalTokens: 14, cost: { amount: 0.5, currency: 'USD' } });
});
