// What those who watch from elsewhere are told: everything a run shows that is no fact, and nothing else.
import { expect, it } from 'vitest';
import { Broadcast, watchedEvent } from '../../../application/loop/broadcast.ts';
import type { LiveItem } from '../../../application/ports/live-feed.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { recorded } from '../../support/decider-spec.ts';
import { FakeClock, SESSION } from '../../support/harness.ts';

const STREAMED: readonly RunEvent[] = [
  { type: 'agent', iteration: 2, event: { type: 'text', messageId: null, text: 'hello' } },
  { type: 'hook', event: { type: 'hook-output', point: 'pre_iteration', text: 'lint' } },
  { type: 'notice', level: 'info', message: 'waiting' },
  { type: 'turn-failed', iteration: 2, reason: 'gone' },
];

function broadcast(events: readonly RunEvent[]): { live: LiveItem[]; kept: LiveItem[] } {
  const live: LiveItem[] = [];
  const kept: LiveItem[] = [];
  const feed = { publish: (_: unknown, item: LiveItem) => void live.push(item), watch: () => neverEnding() };
  const store = {
    append: (_: unknown, item: LiveItem) => void kept.push(item),
    tail: async () => ({ items: [], begin: 0, size: 0 }),
    copy: async () => {},
    delete: async () => {},
    flush: async () => {},
  };
  const observer = new Broadcast(SESSION, feed, store, new FakeClock());
  for (const event of events) observer.notify(event);
  return { live, kept };
}

async function* neverEnding(): AsyncGenerator<LiveItem> {}

it('comes out again as what it was', () => {
  const { live, kept } = broadcast([
    {
      type: 'recorded',
      recorded: {
        ...recorded({ type: 'IterationStarted', data: { number: 2, model: 'm' } }),
        meta: { ...recorded({ type: 'SessionCompleted', data: {} }).meta, iteration: 2 },
      },
    },
    ...STREAMED,
  ]);
  expect(live.map(watchedEvent)).toEqual(STREAMED);
  expect(kept).toEqual(live);
  expect(live.map(({ iteration }) => iteration)).toEqual([2, 2, 2, 2]);
});

it('leaves out facts, which are read from the session itself', () => {
  expect(
    broadcast([{ type: 'recorded', recorded: recorded({ type: 'SessionCompleted', data: {} }) }]).live,
  ).toEqual([]);
});
