// What counts as an error that an agent tells instead of working, and what is an answer.
import { describe, expect, it } from 'vitest';
import { AnsweredError } from '../../../../adapters/acp/failures/answered-error.ts';
import type { AgentEvent } from '../../../../application/ports/agent.port.ts';

function toldBy(...events: AgentEvent[]) {
  const answer = new AnsweredError();
  for (const event of events) answer.add(event);
  return answer.told;
}

function text(content: string): AgentEvent {
  return { type: 'text', messageId: null, text: content };
}

const CALL: AgentEvent = {
  type: 'tool-call',
  call: {
    ...{ id: '1', title: 'ls', kind: 'execute', status: 'completed', input: null, output: '' },
    ...{ exitCode: 0, locations: [], diffs: [], subagent: null },
  },
};

describe('an error told as text', () => {
  it.each([
    ['401 Unauthorized', 'login'],
    ['✗ Model call failed: "401 unauthorized: AuthenticateToken authentication failed"', 'login'],
    ['Invalid API key · Please run /login', 'login'],
    ['API Error: 401 {"type":"error","error":{"type":"authentication_error"}}', 'login'],
    ['API Error: Connection error.', 'network'],
    ['API Error: 529 Overloaded. This is a server-side issue', 'overloaded'],
    ["You've hit your session limit · resets 8:30pm (Asia/Tokyo)", 'usage_window'],
    ['Credit balance is too low', 'credit'],
    ['Weekly limit reached · resets 10am (Asia/Seoul)', 'usage_window'],
    ['I will look at the files.\nError: 429 {"type":"rate_limit_error"}', 'rate_limited'],
  ])('%s', (content, cause) => {
    expect(toldBy(text(content))).toMatchObject({ failure: { cause } });
  });

  it('may arrive in pieces', () => {
    expect(toldBy(text('API Err'), text('or: 529 Over'), text('loaded'))).toMatchObject({
      message: 'API Error: 529 Overloaded',
    });
  });

  it('is an answer if the agent did something else in the turn', () => {
    expect(toldBy(text('Error: 429 Too Many Requests'), CALL)).toBeUndefined();
    expect(
      toldBy({ type: 'permission', title: 'ls', allowed: true }, text('401 Unauthorized')),
    ).toBeUndefined();
  });

  it.each([
    'I added a test for the rate limit.',
    'The server answers 429 Too Many Requests now, as the spec says.',
    'All tasks are done; the login page shows "401 Unauthorized" for a wrong password.',
    'Could not find anything left to do.',
    `Error: 429 Too Many Requests ${'and a long story '.repeat(100)}`,
    '',
  ])('is not: %s', (content) => {
    expect(toldBy(text(content))).toBeUndefined();
  });
});
