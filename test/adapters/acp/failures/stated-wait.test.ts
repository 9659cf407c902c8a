// Specifies in which forms a provider may state how long to wait.
import { expect, it } from 'vitest';
import { statedWaitMs } from '../../../../adapters/acp/failures/stated-wait.ts';

it.each([
  ['429 Too Many Requests: retry after 30 seconds', 30_000],
  ['Rate limit reached. Please try again in 1m30s.', 90_000],
  ['rate_limit_error: try again in 20.5s', 20_500],
  ['Too many requests (Retry-After: 12)', 12_000],
  ['You have hit your usage limit, it resets in 2 hours', 7_200_000],
  ['429: try again in 500ms', 500],
  ['rate limited, retry in 100 h', 360_000_000],
  ['429', undefined],
  ['please try again later', undefined],
  ['', undefined],
])('%s', (message, ms) => {
  expect(statedWaitMs(message)).toBe(ms);
});
