// How a forecast reads.
import { expect, it } from 'vitest';
import { formatForecast, formatTimeRange } from '../../../application/wording/forecast-wording.ts';

const MINUTE = 60_000;

it.each([
  [9_500, 42_000, '9.5–42 s'],
  [500, 61_000, '0–1 min'],
  [20.4 * MINUTE, 40 * MINUTE, '20–40 min'],
  [90 * MINUTE, 119 * MINUTE, '90–119 min'],
  [90 * MINUTE, 180 * MINUTE, '1.5–3 h'],
  [11.2 * 60 * MINUTE, 20.6 * 60 * MINUTE, '11–21 h'],
  [20.1 * MINUTE, 20.2 * MINUTE, '20 min'],
])('%d to %d ms read %s', (low, high, words) => {
  expect(formatTimeRange({ low, high })).toBe(words);
});

it('has a range for each currency, and marks a computed one', () => {
  const workMs = { low: 20 * MINUTE, high: 40 * MINUTE };
  const costs = [
    { currency: 'USD', low: 1.2, high: 3.4 },
    { currency: 'EUR', low: 1, high: 2, estimated: true },
    { currency: 'GBP', low: 0, high: 0 },
  ] as const;
  expect(formatForecast({ workMs, costs })).toBe('20–40 min, $1.20–3.40, ~1.00–2.00 EUR');
  const same = [{ currency: 'USD', low: 1, high: 1.001 }];
  expect(formatForecast({ workMs, costs: same })).toBe('20–40 min, $1.00');
});
