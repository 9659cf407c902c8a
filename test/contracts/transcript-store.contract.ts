// What every transcript store does: one suite for all.
import { describe, expect, it } from 'vitest';
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { TranscriptStore } from '../../application/ports/transcript-store.port.ts';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';

const NAME = sessionName('demo');
const OTHER = sessionName('other');

export function said(text: string, iteration = 1): LiveItem {
  return { time: '2026-01-01T00:00:00.000Z', iteration, event: { type: 'text', messageId: null, text } };
}

export async function kept(store: TranscriptStore, iteration = 1, session = NAME): Promise<LiveItem[]> {
  return [...(await store.tail(session, iteration, Number.POSITIVE_INFINITY)).items];
}

/** `open` gives an empty store for each call. */
export function transcriptStoreContract(open: () => TranscriptStore): void {
  async function storeWith(...items: (readonly [SessionName, LiveItem])[]): Promise<TranscriptStore> {
    const store = open();
    for (const [session, item] of items) store.append(session, item);
    await store.flush();
    return store;
  }

  describe('transcript store contract', () => {
    it('has nothing at first', async () => {
      expect(await kept(open())).toEqual([]);
    });

    it('keeps everything in order, by session and iteration', async () => {
      const store = open();
      const texts = Array.from(
        { length: 500 },
        (_, index) => `line ${index}\n\u2028 é ☃ ${'x'.repeat(index)}`,
      );
      for (const text of texts) store.append(NAME, said(text));
      store.append(NAME, said('second', 2));
      store.append(OTHER, said('other'));
      store.append(NAME, said('late'));
      await store.flush();
      expect(await kept(store)).toEqual([...texts, 'late'].map((text) => said(text)));
      expect(await kept(store, 2)).toEqual([said('second', 2)]);
      expect(await kept(store, 1, OTHER)).toEqual([said('other')]);
      expect(await kept(store, 3)).toEqual([]);
    });

    it('keeps the order also when it goes back and forth between long transcripts', async () => {
      const store = open();
      const long = 'x'.repeat(100_000);
      const texts = Array.from({ length: 30 }, (_, index) => `${index} ${long}`);
      for (const text of texts) {
        store.append(NAME, said(text, 1));
        store.append(NAME, said(text, 2));
      }
      await store.flush();
      for (const iteration of [1, 2]) {
        expect(await kept(store, iteration)).toEqual(texts.map((text) => said(text, iteration)));
      }
    });

    it('keeps, copies and deletes what was said in sessions with any name', async () => {
      const [long, other] = [sessionName('\u{2000b}'.repeat(64)), sessionName(`${'\u{2000b}'.repeat(63)}a`)];
      const store = await storeWith([long, said('long')], [other, said('other')]);
      await store.copy(long, sessionName('認証'));
      await store.delete(long);
      expect(await kept(store, 1, sessionName('認証'))).toEqual([said('long')]);
      expect(await kept(store, 1, other)).toEqual([said('other')]);
      expect(await kept(store, 1, long)).toEqual([]);
    });

    it('gives a transcript piece by piece, the newest first', async () => {
      const texts = Array.from({ length: 200 }, (_, index) => `line ${index} ☃`);
      const store = await storeWith(...texts.map((text) => [NAME, said(text)] as const));
      const pieces: LiveItem[][] = [];
      let end: number | undefined;
      do {
        const { items, begin, size } = await store.tail(NAME, 1, 1_000, end);
        expect(size).toBeLessThanOrEqual(1_000);
        pieces.unshift([...items]);
        end = begin;
      } while (end > 0);
      expect(pieces.flat()).toEqual(texts.map((text) => said(text)));
      expect(pieces.length).toBeGreaterThan(10);
    });

    it('gives the last item whole, however long it is', async () => {
      const long = said('☃'.repeat(10_000));
      const store = await storeWith([NAME, said('before')], [NAME, long]);
      const { items, begin } = await store.tail(NAME, 1, 100);
      expect(items.at(-1)).toEqual(long);
      const before = begin === 0 ? [] : (await store.tail(NAME, 1, 100, begin)).items;
      expect([...before, ...items]).toEqual([said('before'), long]);
    });

    it('copies every iteration, in place of what the target had', async () => {
      const store = await storeWith(
        [NAME, said('one', 1)],
        [NAME, said('two', 2)],
        [OTHER, said('old', 1)],
        [OTHER, said('old', 3)],
      );
      await store.copy(NAME, OTHER);
      expect(await kept(store, 1, OTHER)).toEqual([said('one', 1)]);
      expect(await kept(store, 2, OTHER)).toEqual([said('two', 2)]);
      expect(await kept(store, 3, OTHER)).toEqual([]);
      expect(await kept(store, 1, NAME)).toEqual([said('one', 1)]);
    });

    it('leaves nothing where it copies a session without a transcript', async () => {
      const store = await storeWith([OTHER, said('old')]);
      await store.copy(NAME, OTHER);
      expect(await kept(store, 1, OTHER)).toEqual([]);
    });

    it('deletes one session, which can be used again, and one that was never there', async () => {
      const store = await storeWith([OTHER, said('other')], [NAME, said('old')]);
      await store.delete(NAME);
      expect(await kept(store)).toEqual([]);
      expect(await kept(store, 1, OTHER)).toEqual([said('other')]);
      store.append(NAME, said('new'));
      await store.flush();
      expect(await kept(store)).toEqual([said('new')]);
      await expect(store.delete(sessionName('never-was'))).resolves.toBeUndefined();
    });
  });
}
