// Specifies that what each agent answers without a login, or with a refused key, is told as a matter of the login.
import { readFileSync } from 'node:fs';
import { RequestError } from '@zed-industries/agent-client-protocol';
import { expect, it } from 'vitest';
import { refusal } from '../../../adapters/acp/refusals.ts';

interface Recorded {
  readonly agent: string;
  readonly situation: string;
  /** Absent if the agent tells it only as text of its turn. */
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

const RECORDED: readonly Recorded[] = JSON.parse(
  readFileSync(new URL('./recorded/logins.json', import.meta.url), 'utf8'),
);

it('text that only looks like JSON is told as it is', () => {
  const { problem } = refusal(new RequestError(-32603, '{oops'), { login: '' });
  expect(problem).toBe('the agent refused: {oops');
});

it.each(RECORDED.filter(({ error }) => error))('$agent, $situation', ({ error }) => {
  const { code = 0, message = '', data } = error ?? {};
  const { problem, remedy, retryable } = refusal(new RequestError(code, message, data), {
    login: 'run x login',
  });
  expect(problem).toMatch(/^the agent refused: [^{}]+$/);
  expect(remedy).toContain('run x login');
  expect(retryable).toBe(false);
});
