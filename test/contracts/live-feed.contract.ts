// What every live feed does: one suite for all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveFeed, LiveItem } from '../../application/ports/live-feed.port.ts';
import { sessionName } from '../../domain/session/session-name.ts';

export interface LiveFeedUnderTest {
  readonly publisher: LiveFeed;
  /** May be another connection, as in another process. */
  readonly watcher: LiveFeed;
  /** Resolves when watchers that were begun before get what is published after. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const alpha = sessionName('alpha');
const beta = sessionName('beta');

export function liveItem(text: string): LiveItem {
  return { time: '2025-01-02T03:04:05.678Z', iteration: 1, event: { type: 'text', messageId: null, text } };
}

async function take(items: AsyncIterable<LiveItem>, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const { event } of items) {
    texts.push(event.type === 'text' ? event.text : event.type);
    if (texts.length === count) break;
  }
  return texts;
}

export function liveFeedContract(open: () => Promise<LiveFeedUnderTest>): void {
  describe('live feed contract', () => {
    let feed: LiveFeedUnderTest;

    beforeAll(async () => {
      feed = await open();
    });
    afterAll(() => feed?.close());

    it('brings items to every watcher of the session, in order, from the time it watches', async () => {
      feed.publisher.publish(alpha, liveItem('too early'));
      await feed.settle();
      const stop = new AbortController();
      const watchers = [feed.watcher.watch(alpha, stop.signal), feed.watcher.watch(alpha, stop.signal)];
      await feed.settle();
      const texts = Array.from({ length: 200 }, (_, i) => `chunk ${i}`);
      for (const text of texts) {
        feed.publisher.publish(beta, liveItem('for others'));
        feed.publisher.publish(alpha, liveItem(text));
      }
      for (const watcher of watchers) expect(await take(watcher, texts.length)).toEqual(texts);
      stop.abort();
    });

    it('does not take sessions for one another that are not named in ASCII', async () => {
      const stop = new AbortController();
      const watcher = feed.watcher.watch(sessionName('認証'), stop.signal);
      await feed.settle();
      feed.publisher.publish(sessionName('決済'), liveItem('for others'));
      feed.publisher.publish(sessionName('認証'), liveItem('for it'));
      expect(await take(watcher, 1)).toEqual(['for it']);
      stop.abort();
    });

    it('ends a watch when it is aborted, before it begins and while it waits', async () => {
      expect(await take(feed.watcher.watch(alpha, AbortSignal.abort()), 1)).toEqual([]);
      const stop = new AbortController();
      const texts = take(feed.watcher.watch(alpha, stop.signal), 1);
      await feed.settle();
      stop.abort();
      expect(await texts).toEqual([]);
    });

    it('publishes with nobody watching', () => {
      expect(() => feed.publisher.publish(beta, liveItem('unheard'))).not.toThrow();
    });
  });
}
