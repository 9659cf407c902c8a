// The permissions that specs/cluster.md lists are enough, and each of them is needed: without it, the error names it.
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../../adapters/nats/connection.ts';
import { openStore, type Store } from '../../../adapters/nats/open-store.ts';
import { Interrupted, orderedMessages } from '../../../adapters/nats/ordered-consumer.ts';
import { probeExternal } from '../../../adapters/nats/probe-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, noteEvent } from '../../contracts/event-store.contract.ts';
import { leaseHolder } from '../../contracts/lease-store.contract.ts';
import { liveItem } from '../../contracts/live-feed.contract.ts';
import { type ExternalServer, externalServer } from '../../support/nats-external-server.ts';
import { temporaryDataDir } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const [ALPHA, BETA] = [sessionName('alpha'), sessionName('beta')];
const RUN = { session: ALPHA };
/** More than are fetched one by one. */
const BATCHES = 8;

const document = readFileSync(new URL('../../../specs/cluster.md', import.meta.url), 'utf8');
const PUBLISH = documented('publish');
const SUBSCRIBE = documented('subscribe');

/** Returns the subjects of a list in the configuration of the user. */
function documented(list: string): string[] {
  const block = new RegExp(`^ *${list}: \\[\\n([^\\]]*)\\]`, 'm').exec(document)?.[1] ?? '';
  return [...block.matchAll(/"([^"]+)"/g)].map(([, subject = '']) => subject);
}

/** Starts a server that permits its user what the document lists, without one of it. */
async function serverWithout(missing?: string): Promise<string> {
  const allowed = (list: readonly string[]) => ({ allow: list.filter((subject) => subject !== missing) });
  const permissions = { publish: allowed(PUBLISH), subscribe: allowed(SUBSCRIBE) };
  const users = [{ user: 'iteratr', password: 'secret', permissions }];
  const server: ExternalServer = await externalServer({ authorization: { users } });
  onTestFinished(() => server.remove());
  return server.url.replace('nats://', 'nats://iteratr:secret@');
}

async function storeAt(natsUrl: string): Promise<Store> {
  const options = { dataDir: temporaryDataDir(), natsUrl, logger: rememberingLogger() };
  const opened = await openStore({ processes: UNRECORDED_PROCESSES, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

async function appends({ events }: Store): Promise<number> {
  let version = 0;
  for (let batch = 0; batch < BATCHES; batch++)
    version = await events.append(ALPHA, [noteEvent(ALPHA)], version);
  return version;
}

/** Follows the session until one more batch is appended. */
async function follows({ events }: Store, version: number): Promise<number> {
  const stop = new AbortController();
  const followed: number[] = [];
  const following = (async () => {
    for await (const batch of events.subscribe(ALPHA, version, stop.signal)) {
      followed.push(batch.version);
      stop.abort();
    }
  })();
  const next = await events.append(ALPHA, [noteEvent(ALPHA)], version);
  await following;
  expect(followed).toEqual([next]);
  return next;
}

/** Follows the session, to which nothing is appended: what is there already is read without a consumer. */
async function waitsForMore({ events }: Store, version: number): Promise<void> {
  for await (const _ of events.subscribe(ALPHA, version, new AbortController().signal))
    throw new Error('more');
}

async function watches({ live, sessions }: Store): Promise<void> {
  const stop = new AbortController();
  const items = live.watch(ALPHA, stop.signal)[Symbol.asyncIterator]();
  // The server has the subscription when it has answered.
  const said = sessions.list().then(() => live.publish(ALPHA, liveItem('said')));
  const [first] = await Promise.all([items.next(), said]);
  expect(first.value).toEqual(liveItem('said'));
  stop.abort();
}

it('finds the lists', () => {
  expect(PUBLISH.length).toBeGreaterThan(8);
  expect(SUBSCRIBE).toEqual(['_INBOX.>', 'iteratr.*.live']);
});

it('are enough for all that iteratr does', async () => {
  const url = await serverWithout();
  await probeExternal({ url }, rememberingLogger());
  const store = await storeAt(url);
  const { events, sessions, leases } = store;
  const last = await follows(store, await appends(store));
  expect(await collect(events.read(ALPHA, 0))).toHaveLength(BATCHES + 1);
  expect(await collect(events.readBack(ALPHA, last))).toHaveLength(BATCHES + 1);
  await watches(store);
  const lease = await leases.put(RUN, leaseHolder('one'), 0);
  expect((await leases.runs()).size).toBe(1);
  expect((await leases.find(RUN))?.version).toBe(lease);
  await leases.remove(RUN, lease ?? 0);
  await sessions.rename(ALPHA, BETA);
  expect(await sessions.list()).toEqual([BETA]);
  await sessions.delete(BETA);
  expect(await sessions.list()).toEqual([]);
  await readsManyMegabytes(store);
});

/** More than the server sends before it asks whether the reader keeps up. */
async function readsManyMegabytes({ events }: Store): Promise<void> {
  const large = 'x'.repeat(200_000);
  let version = 0;
  for (let batch = 0; batch < 200; batch++)
    version = await events.append(ALPHA, [noteEvent(ALPHA, large)], version);
  expect(await collect(events.read(ALPHA, 0))).toHaveLength(200);
  expect(await collect(events.readBack(ALPHA, version))).toHaveLength(200);
  const stop = new AbortController();
  let followed = 0;
  for await (const batch of events.subscribe(ALPHA, 0, stop.signal)) {
    followed += 1;
    if (batch.version === version) stop.abort();
  }
  expect(followed).toBe(200);
}

describe('without one of them, the error names it:', () => {
  it.each<[subject: string, does: (store: Store) => Promise<unknown>, could: string]>([
    [
      '$JS.API.STREAM.CREATE.iteratr_events',
      appends,
      'could not record events of session "alpha": the NATS server does not permit this user to publish to $JS.API.STREAM.CREATE.iteratr_events',
    ],
    [
      '$JS.API.STREAM.INFO.iteratr_events',
      async (store) => {
        await appends(store);
        await store.sessions.list();
      },
      'could not list the sessions: the NATS server does not permit this user to publish to $JS.API.STREAM.INFO.iteratr_events',
    ],
    [
      '$JS.API.STREAM.MSG.GET.iteratr_events',
      async (store) => {
        await appends(store);
        await collect(store.events.read(ALPHA, 0));
      },
      'could not read session "alpha": the NATS server does not permit this user to publish to $JS.API.STREAM.MSG.GET.iteratr_events',
    ],
    [
      '$JS.API.STREAM.PURGE.iteratr_events',
      async (store) => {
        await appends(store);
        await store.sessions.delete(ALPHA);
      },
      'could not delete session "alpha": the NATS server does not permit this user to publish to $JS.API.STREAM.PURGE.iteratr_events',
    ],
    [
      '$JS.API.CONSUMER.CREATE.iteratr_events',
      async (store) => waitsForMore(store, await appends(store)),
      'could not read events: the NATS server does not permit this user to publish to $JS.API.CONSUMER.CREATE.iteratr_events',
    ],
    [
      'iteratr.*.events',
      appends,
      'could not record events of session "alpha": the NATS server does not permit this user to publish to iteratr.alpha.events',
    ],
    [
      'iteratr.*.lease.*',
      async (store) => {
        await appends(store);
        await store.leases.put(RUN, leaseHolder('one'), 0);
      },
      'could not claim session "alpha": the NATS server does not permit this user to publish to iteratr.alpha.lease.run',
    ],
    [
      '_INBOX.>',
      appends,
      'could not record events of session "alpha": the NATS server does not permit this user to subscribe to _INBOX.>',
    ],
    [
      'iteratr.*.live',
      async (store) => {
        await appends(store);
        await watches(store);
      },
      'could not watch session "alpha": the NATS server does not permit this user to subscribe to iteratr.alpha.live',
    ],
  ])('%s', async (subject, work, problem) => {
    expect([...PUBLISH, ...SUBSCRIBE]).toContain(subject);
    await expect(work(await storeAt(await serverWithout(subject)))).rejects.toMatchObject({
      code: 'STORE.WRITE',
      problem,
      remedy: 'let its administrator allow that, or check the credentials',
    });
  });

  it('$JS.API.INFO, which only doctor needs', async () => {
    const url = await serverWithout('$JS.API.INFO');
    await expect(probeExternal({ url }, rememberingLogger())).rejects.toMatchObject({
      problem: 'the NATS server does not permit this user to publish to $JS.API.INFO',
    });
    await appends(await storeAt(url));
  });
});

it('reads many megabytes without the permission to answer flow control, in parts', async () => {
  await readsManyMegabytes(await storeAt(await serverWithout('$JS.FC.iteratr_events.>')));
});

it('notices that answers to flow control are ignored', async () => {
  const url = await serverWithout();
  const { events } = await storeAt(url);
  const large = 'x'.repeat(400_000);
  let version = 0;
  for (let batch = 0; batch < 100; batch++)
    version = await events.append(ALPHA, [noteEvent(ALPHA, large)], version);
  const opened = await openConnection({ url, reconnect: true }, rememberingLogger());
  onTestFinished(() => opened.close());
  const publish = (subject: string, ...rest: never[]) => {
    if (!subject.startsWith('$JS.FC.')) opened.nats.publish(subject, ...rest);
  };
  const nats = Object.create(opened.nats, { publish: { value: publish } });
  const { signal } = new AbortController();
  const read: number[] = [];
  const pass = async () => {
    const messages = orderedMessages(
      { ...opened, nats },
      'iteratr.alpha.events',
      (read.at(-1) ?? 0) + 1,
      signal,
    );
    for await (const message of messages) {
      if (message === 'idle') return;
      read.push(message.sequence);
    }
  };
  await expect(pass()).rejects.toThrow(Interrupted);
  expect(opened.flowControl.isAnswered).toBe(false);
  while (read.length < 100) await pass().catch((error: unknown) => expect(error).toBeInstanceOf(Interrupted));
  expect(read).toHaveLength(100);
});

it('updating the stream is needed only for one that an older version made', async () => {
  const store = await storeAt(await serverWithout('$JS.API.STREAM.UPDATE.iteratr_events'));
  await appends(store);
  expect(await store.leases.put(RUN, leaseHolder('one'), 0)).toBeTypeOf('number');
});
