// The status line says what happens where no block shows it, and for how long.
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../application/ports/run-observer.port.ts';
import { messageId } from '../../../../domain/message/message.ts';
import { empty, type Session } from '../update/sample-model.ts';
import { frameOf, textOfFrame } from './frame.ts';

function statusLine({ model }: Session): string {
  return textOfFrame(frameOf(model)).split('\n').at(-1) ?? '';
}

function working(): Session {
  return empty(160, 45).fact({ type: 'IterationStarted', data: { number: 1, model: 'm' } });
}

const STORE: RunEvent = { type: 'phase', phase: 'store' };
const MODEL: RunEvent = { type: 'phase', phase: 'model' };

describe('a phase', () => {
  it.each<[RunEvent, string]>([
    [STORE, 'starting nats-server'],
    [{ type: 'phase', phase: 'agent', agent: 'opencode' }, 'starting opencode'],
    [MODEL, 'waiting for the model'],
    [
      { type: 'phase', phase: 'messages', messages: [{ id: messageId(1), text: 'stop' }] },
      'delivering 1 message',
    ],
    [{ type: 'phase', phase: 'commit' }, 'committing'],
  ])('is shown: %o', (event, words) => {
    expect(statusLine(working().run(event))).toContain(words);
  });

  it('shows for how long, from a second on', () => {
    const session = working().run(MODEL);
    expect(statusLine(session)).toMatch(/[⠋-⠿] waiting for the model/);
    session.send({ type: 'tick', now: session.time + 41_000 });
    expect(statusLine(session)).toContain('0:41 waiting for the model');
  });

  it('ends with the first answer of the agent, but not with its count of tokens', () => {
    const session = working().run(MODEL);
    session.agent({ type: 'context-usage', used: 1, size: 10, cost: null });
    expect(statusLine(session)).toContain('waiting for the model');
    session.agent({ type: 'text', messageId: 'm', text: 'Yes.' });
    expect(statusLine(session)).toContain('the agent is working');
  });

  it('gives way to a hook or a check, which says its place among others', () => {
    const place = { number: 1, of: 2 };
    const hook = { type: 'hook-started', point: 'session_start', command: 'npm ci', place } as const;
    const session = working().run(MODEL).run({ type: 'hook', event: hook });
    expect(statusLine(session)).toContain('session_start hook 1/2: npm ci');
    const check = { type: 'hook-started', point: 'verify', command: 'npm test' } as const;
    expect(statusLine(working().run({ type: 'hook', event: check }))).toContain('checking: npm test');
  });
});
