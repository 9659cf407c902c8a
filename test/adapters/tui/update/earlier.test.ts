// The history before what is shown: it comes when the user reaches the start, and what they read stays where it is.
import { expect, it } from 'vitest';
import { byWorker, type WorkerTranscripts } from '../../../../adapters/tui/transcript/worker-transcripts.ts';
import type { LiveItem } from '../../../../application/ports/live-feed.port.ts';
import { messageId } from '../../../../domain/message/message.ts';
import { fact } from '../transcript/transcript.fixture.ts';
import { frameOf, textOfFrame } from '../views/frame.ts';
import { empty, type Session } from './sample-model.ts';

const LOAD = { type: 'load-earlier' } as const;

function piece(iteration: number, blocks: number): WorkerTranscripts {
  const items = Array.from({ length: blocks }, (_, index): LiveItem => {
    const time = new Date(Date.UTC(2026, 0, iteration, 0, 0, index)).toISOString();
    const text = `said ${index} in ${iteration}`;
    return { time, iteration, event: { type: 'text', messageId: `${iteration}-${index}`, text } };
  });
  return byWorker(items, []);
}

function opened(hasEarlier = true): Session {
  const session = empty();
  return session.send({
    type: 'opened',
    session: session.model.session,
    transcripts: piece(2, 40),
    hasEarlier,
  });
}

function screen({ model }: Session): string {
  return textOfFrame(frameOf(model));
}

it.each([
  ['with the key to the top', ['tab', 'g']],
  ['with the wheel and the keys for lines', ['tab', 'g', 'k']],
])('is asked for once at the start of what is shown, %s', (_, keys) => {
  const session = opened();
  expect(session.effects).toEqual([]);
  session.model = { ...session.model, ui: { ...session.model.ui, focus: 'agent' } };
  session.keys(...keys.slice(1), 'g', 'g');
  session.send({ type: 'action', action: { type: 'scroll', target: 'agent', lines: -3 } });
  expect(session.effects).toEqual([LOAD]);
});

it('is not asked for if there is none, and again after a failure', () => {
  const without = opened(false).keys('g');
  expect(without.effects).toEqual([]);
  const session = opened().keys('g');
  session.send({ type: 'answer', effect: LOAD, ok: false, text: 'the store is away' }).keys('g');
  expect(session.effects).toEqual([LOAD, LOAD]);
});

it('comes before what is shown, which stays on the screen', () => {
  const session = opened().keys('g');
  const before = screen(session);
  expect(before).toContain('said 0 in 2');
  session.send({ type: 'earlier', transcripts: piece(1, 30), hasEarlier: true });
  expect(screen(session)).toContain('said 0 in 2');
  expect(screen(session)).not.toContain('in 1');
  session.keys('g');
  expect(screen(session)).toContain('said 0 in 1');
  expect(session.effects).toEqual([LOAD, LOAD]);
  session.send({ type: 'earlier', transcripts: piece(0, 5), hasEarlier: false }).keys('g', 'g');
  expect(session.effects).toEqual([LOAD, LOAD]);
  const ids = session.model.transcript.blocks.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(ids).toHaveLength(75);
});

it('continues to grow at its end', () => {
  const session = opened().keys('g');
  session.send({ type: 'earlier', transcripts: piece(1, 30), hasEarlier: false });
  session.agent({ type: 'text', messageId: 'new', text: 'said now' });
  session.agent({ type: 'text', messageId: 'new', text: ' and on' }).keys('G');
  expect(screen(session)).toContain('said now and on');
});

it('shows an earlier message as answered unless it still waits', () => {
  const sent = (number: number) =>
    fact(number, {
      type: 'UserMessageSent',
      data: { id: messageId(number), text: `message ${number}`, now: false },
    });
  const session = opened();
  session.fact(sent(2).event as never).keys('g');
  session.send({ type: 'earlier', transcripts: byWorker([], [sent(1), sent(2)]), hasEarlier: false });
  const users = session.model.transcript.blocks.flatMap(({ block }) =>
    block.kind === 'user' ? [block] : [],
  );
  expect(users.map(({ messageId: id, state }) => [id, state])).toEqual([['MSG-1', 'answered']]);
});
