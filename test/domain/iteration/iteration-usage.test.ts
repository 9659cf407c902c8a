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

it('adds each currency for itself, and drops none', () => {
  const dollars = (amount: number): IterationUsage => ({ ...PRICED, cost: { amount, currency: 'USD' } });
  const euros = (amount: number): IterationUsage => ({ ...PRICED, cost: { amount, currency: 'EUR' } });
  const both = addUsage(addUsage(dollars(1), euros(9)), addUsage(euros(0.5), dollars(2)));
  expect(both).toMatchObject({
    totalTokens: 28,
    cost: { amount: 3, currency: 'USD' },
    otherCosts: [{ amount: 9.5, currency: 'EUR' }],
  });
  expect(addUsage(both, both)?.otherCosts).toEqual([{ amount: 19, currency: 'EUR' }]);
});

it('adds many small costs to what they are', () => {
  const cent = { ...TOKENS, cost: { amount: 0.1, currency: 'USD' } };
  const sum = Array.from({ length: 10 }, () => cent).reduce<IterationUsage | null>(addUsage, null);
  expect(sum?.cost).toEqual({ amount: 1, currency: 'USD' });
});

it('marks a sum of which a part was computed', () => {
  const computed: IterationUsage = { ...TOKENS, cost: { amount: 1, currency: 'USD', estimated: true } };
  expect(addUsage(PRICED, computed)?.cost).toEqual({ amount: 1.5, currency: 'USD', estimated: true });
  expect(addUsage(computed, PRICED)?.cost).toEqual({ amount: 1.5, currency: 'USD', estimated: true });
});
