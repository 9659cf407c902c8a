// Specifies by what a limit of the provider is recognised, and what is not taken for one.
import { describe, expect, it } from 'vitest';
import { failureInLastLines, failureOf } from '../../../../adapters/acp/failures/agent-failure.ts';

const INTERNAL = -32603;

describe('structured data', () => {
  it.each<[string, number, unknown, string]>([
    ['the code of the error', 429, undefined, 'rate_limited'],
    ['a status', INTERNAL, { status: 429 }, 'rate_limited'],
    ['a status code', INTERNAL, { errorName: 'APIError', statusCode: 529 }, 'overloaded'],
    ['a name', INTERNAL, { type: 'overloaded_error' }, 'overloaded'],
    ['an error inside', INTERNAL, { error: { type: 'rate_limit_error', message: 'x' } }, 'rate_limited'],
    ['a name beside a status', 429, { status: 429, code: 'insufficient_quota' }, 'credit'],
    ['a missing login', INTERNAL, { status: 401 }, 'login'],
    ['a name of opencode', INTERNAL, { errorName: 'ContextOverflowError' }, 'context_too_long'],
    ['a network error of Node.js', INTERNAL, { cause: { code: 'ECONNREFUSED' } }, 'network'],
    ['an unavailable server', INTERNAL, [{ error: { status: 'UNAVAILABLE', code: 503 } }], 'overloaded'],
    ['JSON in a text', INTERNAL, { responseBody: '{"error":{"type":"overloaded_error"}}' }, 'overloaded'],
    ['a reason', INTERNAL, { error: { code: 400, reason: 'rateLimitExceeded' } }, 'rate_limited'],
  ])('in %s is enough', (_, code, data, cause) => {
    expect(failureOf({ code, data }, 'something went wrong')).toEqual({ cause });
  });

  it.each<[string, unknown, number]>([
    ['milliseconds', { status: 429, retryAfterMs: 1_500 }, 1_500],
    ['seconds', { error: { status: 429, retry_after: 2 } }, 2_000],
    ['a header', { statusCode: 429, responseHeaders: { 'retry-after': '12' } }, 12_000],
    ['a duration of Google', { error: { code: 429, details: [{ retryDelay: '34.5s' }] } }, 34_500],
    ['a header in milliseconds', { statusCode: 429, responseHeaders: { 'retry-after-ms': '750' } }, 750],
  ])('states the wait in %s, which counts before the message', (_, data, retryAfterMs) => {
    const failure = failureOf({ code: INTERNAL, data }, 'try again in 3 hours');
    expect(failure).toEqual({ cause: 'rate_limited', retryAfterMs });
  });

  it.each([
    ['seconds', { resets_in_seconds: 13_872 }],
    ['an epoch', { resets_at: Date.parse('2026-05-04T23:16:08Z') / 1_000 }],
    ['a date', { resets_at: '2026-05-04T23:16:08Z' }],
  ])('states the end of a usage window in %s, also as JSON in the message', (_, reset) => {
    const now = new Date('2026-05-04T19:24:56Z');
    const body = { type: 'error', error: { type: 'usage_limit_reached', plan_type: 'plus', ...reset } };
    const expected = { cause: 'usage_window', retryAfterMs: 13_872_000 };
    expect(failureOf({ code: INTERNAL, data: body }, 'no', now)).toEqual(expected);
    expect(failureOf({ code: INTERNAL }, `Codex error: ${JSON.stringify(body)}`, now)).toEqual(expected);
  });

  it('is read only so far: a body of any size and depth ends soon', () => {
    const deep = JSON.parse(`${'[{"a":'.repeat(5_000)}429${'}]'.repeat(5_000)}`);
    const wide = Array.from({ length: 100_000 }, () => ({ status: 200 }));
    expect(failureOf({ code: INTERNAL, data: deep }, 'no')).toBeUndefined();
    expect(failureOf({ code: INTERNAL, data: wide }, 'no')).toBeUndefined();
  });

  it('without a wait leaves that to the message', () => {
    expect(failureOf({ code: 429 }, 'try again in 20 s')).toEqual({
      cause: 'rate_limited',
      retryAfterMs: 20_000,
    });
  });

  it('may state the wait as the date of a header', () => {
    const dated = { status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } };
    const now = new Date('2026-10-21T07:27:30Z');
    expect(failureOf({ code: INTERNAL, data: dated }, 'slow down', now)).toEqual({
      cause: 'rate_limited',
      retryAfterMs: 30_000,
    });
  });

  it('a zone that does not exist is named', () => {
    const failure = failureOf({ code: 429 }, 'resets 1pm (Mars/Olympus)', new Date());
    expect(failure).toMatchObject({ cause: 'rate_limited', unknownZone: 'Mars/Olympus' });
  });

  it.each([
    { status: 400 },
    { status: 500 },
    { code: -32000 },
    { errorName: 'APIError' },
    'text',
    null,
    undefined,
  ])('that says something else is no limit: %j', (data) => {
    expect(failureOf({ code: INTERNAL, data }, 'model not found')).toBeUndefined();
  });
});

it('a message is read where the data says nothing', () => {
  const failure = failureOf({ code: INTERNAL, data: { errorName: 'APIError' } }, '429: try again in 500ms');
  expect(failure).toEqual({ cause: 'rate_limited', retryAfterMs: 500 });
});

it('the last words of an agent are read like a message', () => {
  expect(failureInLastLines('starting\nError: 429 Too Many Requests\n  at request (index.js:12:1)')).toEqual({
    cause: 'rate_limited',
  });
  expect(failureInLastLines('')).toBeUndefined();
  expect(failureInLastLines('Error: connect ECONNREFUSED 127.0.0.1:3000')).toBeUndefined();
});
