// What every event store does, in memory or on a server: one suite for all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationError } from '../../application/errors.ts';
import type { EventBatch, EventStore, SessionDirectory } from '../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';

export interface StoreUnderTest {
  readonly store: EventStore & SessionDirectory;
  close(): Promise<void>;
}

const alpha = sessionName('alpha');
const beta = sessionName('beta');
let noteNumber = 0;

/** An event with an id of its own. */
export function noteEvent(session = alpha, content = 'a note'): RecordedEvent {
  const number = ++noteNumber;
  return {
    meta: {
      id: crypto.randomUUID(),
      session,
      time: '2025-01-02T03:04:05.678Z',
      iteration: 1,
      actor: 'agent',
    },
    event: { type: 'NoteAdded', data: { id: `NOT-${number}`, type: 'tip', content, iteration: 1 } },
  } as RecordedEvent;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** `open` gives an empty store for each call. */
export function eventStoreContract(open: () => Promise<StoreUnderTest>): void {
  describe('event store contract', () => {
    let opened: StoreUnderTest;
    let store: StoreUnderTest['store'];

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened?.close());

    /** Each test has a session of its own in the one store. */
    function fresh(name: string) {
      return sessionName(`${name}-${++noteNumber}`);
    }

    it('reads back what was appended, in order and in the same batches', async () => {
      const first = [noteEvent(), noteEvent(alpha, 'ünïcode ☃ "quoted"\n{{liquid}}')];
      const second = [noteEvent()];
      const session = fresh('order');
      const v1 = await store.append(session, first, 0);
      const v2 = await store.append(session, second, v1);
      expect(v2).toBeGreaterThan(v1);
      expect(v1).toBeGreaterThan(0);
      expect(await collect(store.read(session, 0))).toEqual([
        { version: v1, events: first },
        { version: v2, events: second },
      ]);
    });

    it('keeps an event of a type it does not know as it is', async () => {
      const session = fresh('unknown');
      const event = {
        ...noteEvent(),
        event: { type: 'Unknown', data: { type: 'FromTheFuture', version: 7, data: { x: [1] } } },
      } as RecordedEvent;
      await store.append(session, [event], 0);
      const [batch] = await collect(store.read(session, 0));
      expect(batch?.events).toEqual([event]);
    });

    it('reads nothing from a session without events, and nothing after the last', async () => {
      const session = fresh('empty');
      expect(await collect(store.read(session, 0))).toEqual([]);
      const version = await store.append(session, [noteEvent()], 0);
      expect(await collect(store.read(session, version))).toEqual([]);
    });

    it.each([1, 2, 5, 40])('reads a tail of %i batches', async (length) => {
      const session = fresh('tail');
      const other = fresh('between');
      let version = 0;
      const versions: number[] = [];
      for (let i = 0; i < length + 3; i++) {
        version = await store.append(session, [noteEvent()], version);
        versions.push(version);
        await store.append(other, [noteEvent()], i === 0 ? 0 : await lastVersion(store, other));
      }
      const tail = await collect(store.read(session, versions[2] as number));
      expect(tail.map((batch) => batch.version)).toEqual(versions.slice(3));
    });

    it('refuses an append to a session that has changed, and writes nothing then', async () => {
      const session = fresh('conflict');
      const version = await store.append(session, [noteEvent()], 0);
      for (const wrong of [0, version + 1]) {
        await expect(store.append(session, [noteEvent()], wrong)).rejects.toMatchObject({ code: 'CONFLICT' });
      }
      expect(await collect(store.read(session, 0))).toHaveLength(1);
    });

    it('refuses a version of a session that has none', async () => {
      await expect(store.append(fresh('none'), [noteEvent()], 3)).rejects.toBeInstanceOf(ApplicationError);
    });

    it('gives a repeated append the version it has, and stores it once', async () => {
      const session = fresh('repeat');
      const events = [noteEvent(), noteEvent()];
      const version = await store.append(session, events, 0);
      expect(await store.append(session, events, 0)).toBe(version);
      await store.append(session, [noteEvent()], version);
      expect(await store.append(session, events, 0)).toBe(version);
      expect(await collect(store.read(session, 0))).toHaveLength(2);
    });

    it('refuses a batch without events', async () => {
      await expect(store.append(fresh('nothing'), [], 0)).rejects.toBeInstanceOf(TypeError);
    });

    it('keeps sessions apart', async () => {
      const va = await store.append(alpha, [noteEvent(alpha)], 0);
      const vb = await store.append(beta, [noteEvent(beta)], 0);
      expect(vb).not.toBe(va);
      expect((await collect(store.read(alpha, 0))).map((batch) => batch.version)).toEqual([va]);
      expect((await collect(store.read(beta, 0))).map((batch) => batch.version)).toEqual([vb]);
    });

    it('lets exactly one of many writers through, and loses none of those that try again', async () => {
      const session = fresh('race');
      const conflicts = { count: 0 };
      await Promise.all(Array.from({ length: 10 }, () => appendWithRetry(store, session, conflicts)));
      const batches = await collect(store.read(session, 0));
      expect(batches).toHaveLength(10);
      expect(new Set(batches.map((batch) => batch.events[0]?.meta.id)).size).toBe(10);
      expect(conflicts.count).toBeGreaterThan(0);
    });

    it('reads back from any version, the newest first, also between the batches of others', async () => {
      const [session, other] = [fresh('back'), fresh('between')];
      const versions: number[] = [];
      let between = 0;
      for (let count = 0; count < 700; count++) {
        versions.push(await store.append(session, [noteEvent(session)], versions.at(-1) ?? 0));
        if (count % 7 === 0) between = await store.append(other, [noteEvent(other)], between);
      }
      const forward = await collect(store.read(session, 0));
      expect(await collect(store.readBack(session, versions.at(-1) ?? 0))).toEqual(forward.toReversed());
      const part = await collect(store.readBack(session, versions[99] ?? 0));
      expect(part).toEqual(forward.slice(0, 100).reverse());
      expect(await collect(store.readBack(session, 0))).toEqual([]);
    });

    it('does not read back from what was deleted', async () => {
      const session = fresh('back-deleted');
      const old = await store.append(session, [noteEvent(session)], 0);
      await store.delete(session);
      await expect(collect(store.readBack(session, old))).rejects.toMatchObject({ code: 'STREAM.RESET' });
      await store.append(session, [noteEvent(session)], 0);
      await expect(collect(store.readBack(session, old))).rejects.toMatchObject({ code: 'STREAM.RESET' });
    });

    it('lists sessions with events, sorted', async () => {
      const names = [fresh('zz-list'), fresh('aa-list'), fresh('MM_list')];
      for (const name of names) await store.append(name, [noteEvent(name)], 0);
      const listed = await store.list();
      expect(listed.filter((name) => names.includes(name))).toEqual([...names].sort());
      expect(listed).toEqual([...listed].sort());
    });

    it('tells the last version of each session that it lists', async () => {
      const [one, two] = [fresh('versions-one'), fresh('versions-two')];
      const first = await store.append(one, [noteEvent(one)], 0);
      const other = await store.append(two, [noteEvent(two)], 0);
      const last = await store.append(one, [noteEvent(one)], first);
      const versions = await store.versions();
      expect([versions.get(one), versions.get(two)]).toEqual([last, other]);
      expect([...versions.keys()]).toEqual(await store.list());
    });

    it('forgets a deleted session, and counts on when it is used again', async () => {
      const session = fresh('delete');
      const other = fresh('stays');
      const old = await store.append(session, [noteEvent()], 0);
      const last = await store.append(session, [noteEvent()], old);
      await store.append(other, [noteEvent()], 0);
      await store.delete(session);
      expect(await collect(store.read(session, 0))).toEqual([]);
      expect(await store.list()).not.toContain(session);
      expect(await store.list()).toContain(other);
      await expect(store.append(session, [noteEvent()], last)).rejects.toMatchObject({ code: 'CONFLICT' });
      const version = await store.append(session, [noteEvent()], 0);
      expect(version).toBeGreaterThan(last);
      expect(await collect(store.read(session, 0))).toHaveLength(1);
    });

    it('deletes a session that does not exist without complaint', async () => {
      await store.delete(fresh('never'));
    });

    it('keeps every event under another name: batches, order, ids, times, what it does not know', async () => {
      const [from, to] = [fresh('from'), fresh('to')];
      const unknown = {
        ...noteEvent(from),
        event: { type: 'Unknown', data: { type: 'FromTheFuture', version: 7, data: { x: [1] } } },
      } as RecordedEvent;
      const batches = [[noteEvent(from), noteEvent(from)], [unknown], [noteEvent(from, 'ünïcode ☃')]];
      let version = 0;
      for (const events of batches) version = await store.append(from, events, version);
      await store.rename(from, to);
      const renamed = await collect(store.read(to, 0));
      expect(renamed.map(({ events }) => events)).toEqual(
        batches.map((events) => events.map(({ meta, event }) => ({ event, meta: { ...meta, session: to } }))),
      );
      const listed = await store.list();
      expect(listed).toContain(to);
      expect(listed).not.toContain(from);
      expect(await collect(store.read(from, 0))).toEqual([]);
      await expect(collect(store.read(from, version))).rejects.toMatchObject({ code: 'STREAM.RESET' });

      const last = renamed.at(-1)?.version as number;
      const next = await store.append(to, [noteEvent(to)], last);
      expect((await collect(store.read(to, last))).map((batch) => batch.version)).toEqual([next]);
      await store.append(from, [noteEvent(from)], 0);
      expect(await collect(store.read(from, 0))).toHaveLength(1);
      expect(await collect(store.read(to, 0))).toHaveLength(batches.length + 1);
    });

    it.each([['認証'], ['決済'], ['mon-résumé'], ['हिन्दी'], ['\u{2000b}'.repeat(64)], ['--']])(
      'keeps, lists, renames and deletes a session called %s',
      async (text) => {
        const [name, other] = [sessionName(text), fresh('ascii')];
        const before = await store.list();
        await store.append(name, [noteEvent(name)], 0);
        expect(await store.list()).toEqual([...before, name].sort());
        await store.rename(name, other);
        await store.rename(other, name);
        const [batch] = await collect(store.read(name, 0));
        expect(batch?.events.map(({ meta }) => meta.session)).toEqual([name]);
        expect(await collect(store.read(other, 0))).toEqual([]);
        await store.delete(name);
        expect(await store.list()).toEqual(before);
      },
    );

    it('gives a session its old name back', async () => {
      const [one, two] = [fresh('one'), fresh('two')];
      await store.append(one, [noteEvent(one)], 0);
      const [before] = await collect(store.read(one, 0));
      await store.rename(one, two);
      await store.rename(two, one);
      expect((await collect(store.read(one, 0))).map(({ events }) => events)).toEqual([before?.events]);
    });

    it('refuses a name that is taken, and a session that is not there, and changes nothing then', async () => {
      const [from, to] = [fresh('from'), fresh('to')];
      await expect(store.rename(from, to)).rejects.toMatchObject({ code: 'SESSION.NOT_FOUND' });
      await store.append(from, [noteEvent(from)], 0);
      await store.append(to, [noteEvent(to)], 0);
      const before = [await collect(store.read(from, 0)), await collect(store.read(to, 0))];
      await expect(store.rename(from, to)).rejects.toMatchObject({ code: 'SESSION.EXISTS' });
      expect([await collect(store.read(from, 0)), await collect(store.read(to, 0))]).toEqual(before);
    });

    it('loses nothing that is appended while the name changes', async () => {
      const [from, to] = [fresh('busy'), fresh('renamed')];
      let version = 0;
      for (let i = 0; i < 10; i++) version = await store.append(from, [noteEvent(from)], version);
      const written: string[] = [];
      const writers = Array.from({ length: 4 }, async () => {
        for (let i = 0; i < 5; i++) written.push(await appendWithRetry(store, from, { count: 0 }));
      });
      await Promise.all([store.rename(from, to), ...writers]);
      const batches = [...(await collect(store.read(from, 0))), ...(await collect(store.read(to, 0)))];
      const ids = batches.flatMap(({ events }) => events.map(({ meta }) => meta.id));
      expect(ids).toHaveLength(30);
      expect(new Set(ids).size).toBe(30);
      expect(ids).toEqual(expect.arrayContaining(written));
    });

    it('tells a reader that its session was reset, also when there is more since', async () => {
      const session = fresh('reset');
      const first = await store.append(session, [noteEvent()], 0);
      const last = await store.append(session, [noteEvent()], first);
      await store.delete(session);
      await expect(collect(store.read(session, last))).rejects.toMatchObject({ code: 'STREAM.RESET' });
      let version = 0;
      for (let i = 0; i < 7; i++) {
        version = await store.append(session, [noteEvent()], version);
        for (const known of [first, last]) {
          await expect(collect(store.read(session, known))).rejects.toMatchObject({ code: 'STREAM.RESET' });
        }
      }
      expect(await collect(store.read(session, 0))).toHaveLength(7);
    });

    it('gives a subscriber what is there and then what comes, once each', async () => {
      const session = fresh('subscribe');
      const versions = [await store.append(session, [noteEvent()], 0)];
      versions.push(await store.append(session, [noteEvent()], versions[0] as number));
      const stop = new AbortController();
      const seen: EventBatch[] = [];
      for await (const batch of store.subscribe(session, versions[0] as number, stop.signal)) {
        seen.push(batch);
        if (versions.length < 12) {
          versions.push(await store.append(session, [noteEvent()], versions.at(-1) as number));
          await store.append(fresh('noise'), [noteEvent()], 0);
        }
        if (seen.length === versions.length - 1) stop.abort();
      }
      expect(seen.map((batch) => batch.version)).toEqual(versions.slice(1));
    });

    it('gives a subscriber to an empty session its first batch', async () => {
      const session = fresh('first');
      const stop = new AbortController();
      const next = store.subscribe(session, 0, stop.signal)[Symbol.asyncIterator]().next();
      const events = [noteEvent()];
      const version = await store.append(session, events, 0);
      expect(await next).toEqual({ done: false, value: { version, events } });
      stop.abort();
    });

    it('ends a subscription when it is aborted, before it begins and while it waits', async () => {
      const session = fresh('abort');
      expect(await collect(store.subscribe(session, 0, AbortSignal.abort()))).toEqual([]);
      const stop = new AbortController();
      const all = collect(store.subscribe(session, 0, stop.signal));
      await new Promise((resolve) => setTimeout(resolve, 50));
      stop.abort();
      expect(await all).toEqual([]);
    });

    it('tells a subscriber that the session was reset', async () => {
      const session = fresh('watched');
      const stop = new AbortController();
      const version = await store.append(session, [noteEvent()], 0);
      const iterator = store.subscribe(session, 0, stop.signal)[Symbol.asyncIterator]();
      expect((await iterator.next()).value.version).toBe(version);
      const next = iterator.next();
      const failed = expect(next).rejects.toMatchObject({ code: 'STREAM.RESET' });
      await store.delete(session);
      await store.append(session, [noteEvent()], 0);
      await failed;
      stop.abort();
    });
  });
}

async function lastVersion(store: EventStore, session: ReturnType<typeof sessionName>): Promise<number> {
  return (await collect(store.read(session, 0))).at(-1)?.version ?? 0;
}

async function appendWithRetry(
  store: EventStore,
  session: ReturnType<typeof sessionName>,
  conflicts: { count: number },
): Promise<string> {
  const event = noteEvent(session);
  for (;;) {
    try {
      const version = await lastVersion(store, session);
      await store.append(session, [event], version);
      return event.meta.id;
    } catch (error) {
      const isRace = error instanceof ApplicationError && ['CONFLICT', 'STREAM.RESET'].includes(error.code);
      if (!isRace) throw error;
      conflicts.count++;
    }
  }
}
