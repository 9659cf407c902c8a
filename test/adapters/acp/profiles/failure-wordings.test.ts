// Specifies which wordings tell of a limit: every row by its example, and what looks like one and is none.
import { describe, expect, it } from 'vitest';
import { WORDINGS, worded } from '../../../../adapters/acp/profiles/failure-wordings.ts';

describe('every wording', () => {
  it.each(WORDINGS.map((row) => [row.example, row] as const))('%s', (example, { cause, pattern, seen }) => {
    expect(example).toMatch(pattern);
    expect(worded(example)).toBe(cause);
    expect(seen).not.toBe('');
  });
});

it.each([
  '429',
  '429 Too Many Requests: retry after 30 seconds',
  '429: try again in 500ms',
  'HTTP 429',
  'HTTP/1.1 429 from upstream',
  'failed with status code 429 after 3 attempts',
  '{"code": 429, "message": "slow down"}',
  'Request failed with status code 429',
  'Attempt 1 failed with status 429. Retrying with backoff...',
  'API Error (429 {"type":"error"})',
  'GoogleGenerativeAIError: [429 Too Many Requests] quota',
  'upstream said 429 Too Many Requests',
  'Rate limit reached. Please try again in 1m30s.',
  'rate_limit_error: try again in 20.5s',
  'rate_limit_exceeded',
  'RateLimitError: slow down',
  'rate limited, retry in 100 h',
  'Too many requests (Retry-After: 12)',
  'RESOURCE_EXHAUSTED',
  'Resource has been exhausted (e.g. check quota).',
])('"%s" is a rate limit', (text) => {
  expect(worded(text)).toBe('rate_limited');
});

it.each([
  'You have hit your usage limit, it resets in 2 hours',
  "You've hit your limit · resets 1:30am (Asia/Dhaka)",
  'Claude AI usage limit reached|1762952400',
  'Claude usage limit reached. Your limit will reset at 1pm (Etc/GMT+5).',
  '5-hour limit reached ∙ resets 1am',
])('"%s" is a used-up window', (text) => {
  expect(worded(text)).toBe('usage_window');
});

it.each([
  'Credit balance too low · Add funds: https://platform.claude.com/settings/billing',
  'Credit balance is too low',
])('"%s" is missing credit', (text) => {
  expect(worded(text)).toBe('credit');
});

it.each([
  'Overloaded',
  'The model is overloaded',
  '529 overloaded_error',
  'We are at capacity',
  'status: 529',
])('"%s" is an overload', (text) => {
  expect(worded(text)).toBe('overloaded');
});

it.each([
  'src/foo.ts:429:12',
  'Error: cannot read src/foo.ts:429:12',
  'Error: src/foo.ts:429',
  'SyntaxError at src/foo.ts(429,12): error TS1005',
  'at getToken (/lib/oauth2client.js:429:18)',
  'error 4290 in file 429.txt',
  'file 4290 not found',
  '429 files changed',
  'Error: 429 tests failed',
  'exit code 4291',
  'status:429:12',
  'listening on port 429',
  'cannot find module ./rate-limit.ts',
  'src/rate_limit.go: undefined',
  'express-rate-limit is not installed',
  'no overloaded signature matches',
  'overloaded function foo',
  'the agent ended by signal SIGKILL',
  'quota exceeded',
  '',
])('"%s" is neither', (text) => {
  expect(worded(text)).toBeUndefined();
});
