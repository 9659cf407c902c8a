// Which errors are recognised as a provider asking for patience, and how long it is given.
import { describe, expect, it } from 'vitest';
import { RateLimitWaits } from '../../../application/loop/rate-limit.ts';

describe('a stated wait', () => {
  it.each([
    ['429 Too Many Requests: retry after 30 seconds', 30_000],
    ['Rate limit reached. Please try again in 1m30s.', 90_000],
    ['rate_limit_error: try again in 20.5s', 20_500],
    ['Too many requests (Retry-After: 12)', 12_000],
    ['You have hit your usage limit, it resets in 2 hours', 7_200_000],
    ['429: try again in 500ms', 500],
    ['rate limited, retry in 100 h', 21_600_000],
  ])('%s', (message, ms) => {
    expect(new RateLimitWaits().next(message)).toBe(ms);
  });
});

it.each(['429', 'Overloaded', 'The model is overloaded', '529 overloaded_error', 'RESOURCE_EXHAUSTED'])(
  'without a stated wait, "%s" waits longer each time, up to ten minutes',
  (message) => {
    const waits = new RateLimitWaits();
    const all = Array.from({ length: 7 }, () => waits.next(message));
    expect(all).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  },
);

it.each([
  '401 Unauthorized',
  'the agent ended by signal SIGKILL',
  'file 4290 not found',
  'quota exceeded',
  '',
])('no patience helps against "%s"', (message) => {
  expect(new RateLimitWaits().next(message)).toBeUndefined();
});
