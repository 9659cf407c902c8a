// Specifies that nothing a run shows contains a secret, also when it arrives in pieces, and that the order stays.
import { describe, expect, it } from 'vitest';
import type { AgentEvent, AgentToolCall } from '../../../application/ports/agent.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { HidingObserver } from '../../../application/secrets/hiding-observer.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';

const SECRET = 'gho_16C7e42F29';
const HIDDEN = '[secret: A_TOKEN]';

const agent = (event: AgentEvent): RunEvent => ({ type: 'agent', iteration: 1, event });
const text = (chunk: string, messageId: string | null = 'm'): RunEvent =>
  agent({ type: 'text', messageId, text: chunk });
const thought = (chunk: string): RunEvent => agent({ type: 'thought', messageId: null, text: chunk });
const output = (chunk: string): RunEvent => ({
  type: 'hook',
  event: { type: 'hook-output', point: 'session_start', text: chunk },
});
const CALL: AgentToolCall = {
  ...{ id: 'c', title: 'run', kind: 'execute', status: 'in_progress', input: undefined, output: '' },
  ...{ exitCode: null, locations: [], diffs: [], subagent: null },
};
const call = (part: Partial<AgentToolCall>): RunEvent =>
  agent({ type: 'tool-call', call: { ...CALL, ...part } });
const ENDED = agent({ type: 'turn-ended', stopReason: 'end_turn', usage: null });
const USAGE = agent({ type: 'context-usage', used: 1, size: 2, cost: null });

function shown(...events: RunEvent[]): RunEvent[] {
  const seen: RunEvent[] = [];
  const secrets = new KnownSecrets([{ name: 'A_TOKEN', value: SECRET }]);
  const observer = new HidingObserver({ notify: (event) => seen.push(event) }, secrets);
  for (const event of events) observer.notify(event);
  return seen;
}

describe('HidingObserver', () => {
  it('hides a secret in pieces, one character each', () => {
    const seen = shown(...[...`a ${SECRET} b`].map((character) => text(character)), ENDED);
    expect(
      seen.map((event) => (event.type === 'agent' && 'text' in event.event ? event.event.text : '')).join(''),
    ).toBe(`a ${HIDDEN} b`);
  });

  it('hides it across updates of running tool calls and of usage', () => {
    const seen = shown(call({}), text('gho_16C'), USAGE, call({ output: 'x' }), text('7e42F29'), ENDED);
    expect(seen).toEqual([call({}), USAGE, call({ output: 'x' }), text(HIDDEN), ENDED]);
  });

  it.each([
    ['the end of the turn', ENDED],
    ['a new tool call', call({})],
    ['a thought', thought('x')],
    ['another message', text('x', 'other')],
    ['the failure of the turn', { type: 'turn-failed', iteration: 1, reason: 'x' } as RunEvent],
  ])('shows the held end of a text before %s', (_, next) => {
    expect(shown(text('so lon'), text('g'), next)).toEqual([text('so lon'), text('g'), next]);
  });

  it('does not mix the texts of hooks and agent', () => {
    const ended: RunEvent = {
      type: 'hook',
      event: {
        type: 'hook-ended',
        point: 'session_start',
        command: 'x',
        exitCode: 0,
        durationMs: 1,
        error: '',
      },
    };
    expect(shown(output('gho_1'), text('gho_'), output('6C7e42F29 gho'), text('16C7e42F29'), ended)).toEqual([
      output(`${HIDDEN} `),
      text(HIDDEN),
      output('gho'),
      ended,
    ]);
  });

  it('hides it in tool calls, and shows no beginning of it in running ones', () => {
    const part = {
      ...{ title: `echo ${SECRET}`, input: { command: [SECRET] }, locations: [`/x/${SECRET}`] },
      diffs: [{ path: 'p', oldText: SECRET, newText: `${SECRET}!` }],
    };
    const hidden = {
      ...{ title: `echo ${HIDDEN}`, input: { command: [HIDDEN] }, locations: [`/x/${HIDDEN}`] },
      diffs: [{ path: 'p', oldText: HIDDEN, newText: `${HIDDEN}!` }],
    };
    expect(
      shown(call(part), call({ output: 'gho_16C' }), call({ output: SECRET, status: 'completed' })),
    ).toEqual([call(hidden), call({ output: '' }), call({ output: HIDDEN, status: 'completed' })]);
  });

  it('hides it in plans, permissions, notices, failures, hooks and the result', () => {
    const events = (secret: string): RunEvent[] => [
      agent({ type: 'plan', entries: [{ content: secret, status: 'pending', priority: 'high' }] }),
      agent({ type: 'permission', title: secret, allowed: true }),
      { type: 'notice', level: 'warning', message: secret },
      { type: 'turn-failed', iteration: 1, reason: secret } as RunEvent,
      { type: 'hook', event: { type: 'hook-started', point: 'on_error', command: secret } },
      {
        type: 'hook',
        event: {
          type: 'hook-ended',
          point: 'on_error',
          command: secret,
          exitCode: 1,
          durationMs: 1,
          error: secret,
        },
      },
    ];
    expect(shown(...events(SECRET))).toEqual(events(HIDDEN));
  });
});
