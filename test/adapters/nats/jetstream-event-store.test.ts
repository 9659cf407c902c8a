// What only JetStream can do to an event store: forget message ids, lose its server, hold a damaged message.
import { connect, type JetStreamClient, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../../adapters/nats/connection.ts';
import { Connections } from '../../../adapters/nats/connections.ts';
import { JetStreamEventStore } from '../../../adapters/nats/jetstream-event-store.ts';
import { openStore } from '../../../adapters/nats/open-store.ts';
import { StreamAccess } from '../../../adapters/nats/stream-access.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, noteEvent } from '../../contracts/event-store.contract.ts';
import { liveItem } from '../../contracts/live-feed.contract.ts';
import { type ExternalServer, externalServer } from '../../support/nats-external-server.ts';
import { impatientOptions, serversOf, temporaryDataDir, until } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const SHORT_WINDOW_MS = 100;

describe('JetStream event store', () => {
  let server: ExternalServer;
  let connections: Connections;
  let store: JetStreamEventStore;
  let raw: NatsConnection;
  let jetstream: JetStreamClient;

  beforeAll(async () => {
    server = await externalServer();
    const open = () => openConnection({ url: server.url, reconnect: false }, rememberingLogger());
    connections = new Connections(open, impatientOptions());
    store = new JetStreamEventStore(
      new StreamAccess({ connections, replicas: 1, duplicateWindowMs: SHORT_WINDOW_MS }),
    );
    raw = await connect({ servers: server.url });
    jetstream = raw.jetstream();
    await store.append(sessionName('made'), [noteEvent()], 0);
  });
  afterAll(async () => {
    await raw?.close();
    await connections?.close();
    await server?.remove();
  });

  it('knows a repeated append after the server has forgotten its id, and only that', async () => {
    const session = sessionName('window');
    const base = await store.append(session, [noteEvent()], 0);
    const events = [noteEvent()];
    const version = await store.append(session, events, base);
    const last = await store.append(session, [noteEvent()], version);
    await new Promise((resolve) => setTimeout(resolve, 3 * SHORT_WINDOW_MS));
    expect(await store.append(session, events, base)).toBe(version);
    await expect(store.append(session, [noteEvent()], base)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await collect(store.read(session, 0))).map((batch) => batch.version)).toEqual([
      base,
      version,
      last,
    ]);
  });

  it.each([
    ['no JSON', '{"v":1,'],
    ['no batch', '[]'],
    ['null', 'null'],
    ['no events', '{"v":1,"prev":0,"events":[]}'],
    ['an event without id', '{"v":1,"prev":0,"events":[{"type":"X"}]}'],
    ['a format of the future', '{"v":2,"prev":0,"events":[{}]}'],
    ['broken UTF-8', new Uint8Array([0xff, 0xfe])],
  ])('names session and version of a message that is %s', async (_, payload) => {
    const session = sessionName(`damaged-${crypto.randomUUID()}`);
    const { seq } = await jetstream.publish(`iteratr.${session}.events`, payload);
    await expect(collect(store.read(session, 0))).rejects.toMatchObject({
      code: 'STORE.CORRUPT',
      message: expect.stringMatching(new RegExp(`"${session}".*${seq}`)),
    });
  });

  it('notices a batch that was lost between two others', async () => {
    const session = sessionName('hole');
    const versions: number[] = [];
    for (let i = 0; i < 9; i++)
      versions.push(await store.append(session, [noteEvent()], versions.at(-1) ?? 0));
    const manager = await raw.jetstreamManager();
    await manager.streams.deleteMessage('iteratr_events', versions[6] as number);
    await expect(collect(store.read(session, 0))).rejects.toMatchObject({ code: 'STORE.CORRUPT' });
    await expect(collect(store.read(session, versions[2] as number))).rejects.toMatchObject({
      code: 'STORE.CORRUPT',
    });
    expect(await collect(store.read(session, versions[7] as number))).toHaveLength(1);
  });

  it('ends a long read with STREAM.RESET when the session is deleted under it', async () => {
    const session = sessionName('deleted-while-read');
    let version = 0;
    for (let i = 0; i < 60; i++)
      version = await store.append(session, [noteEvent(session, 'x'.repeat(50_000))], version);
    const reader = store.read(session, 0)[Symbol.asyncIterator]();
    await reader.next();
    await store.delete(session);
    const rest = (async () => {
      while (!(await reader.next()).done);
    })();
    await expect(rest).rejects.toMatchObject({ code: 'STREAM.RESET' });
  });

  it('makes the stream once when many need it at the same moment', async () => {
    const fresh = await externalServer();
    onTestFinished(() => fresh.remove());
    const appends = Array.from({ length: 8 }, async (_, i) => {
      const own = new Connections(
        () => openConnection({ url: fresh.url, reconnect: false }, rememberingLogger()),
        impatientOptions(),
      );
      const events = new JetStreamEventStore(
        new StreamAccess({ connections: own, replicas: 1, duplicateWindowMs: 1_000 }),
      );
      const version = await events.append(sessionName(`s${i}`), [noteEvent()], 0);
      await own.close();
      return version;
    });
    expect(new Set(await Promise.all(appends)).size).toBe(8);
  });

  it('refuses to work after it was closed', async () => {
    const own = new Connections(
      () => openConnection({ url: server.url, reconnect: false }, rememberingLogger()),
      impatientOptions(),
    );
    const events = new JetStreamEventStore(
      new StreamAccess({ connections: own, replicas: 1, duplicateWindowMs: 1_000 }),
    );
    await collect(events.read(sessionName('made'), 0));
    await own.close();
    await expect(collect(events.read(sessionName('made'), 0))).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
    });
  });
});

describe('on an embedded server that is killed', () => {
  it('a subscriber goes on with the next server', async () => {
    const dataDir = temporaryDataDir();
    const session = sessionName('killed');
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, logger: rememberingLogger() });
    onTestFinished(() => store.close());
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const batch of store.events.subscribe(session, 0, stop.signal)) seen.push(batch.version);
    })();
    const versions = [await store.events.append(session, [noteEvent()], 0)];
    for (let round = 0; round < 3; round++) {
      await until(() => seen.length === versions.length, 'the subscriber has all');
      for (const pid of serversOf(dataDir)) process.kill(pid, 'SIGKILL');
      versions.push(await store.events.append(session, [noteEvent()], versions.at(-1) as number));
    }
    await until(() => seen.length >= versions.length, 'the subscriber has caught up');
    stop.abort();
    await following;
    expect(seen).toEqual(versions);
    expect(serversOf(dataDir)).toHaveLength(1);
  });

  it('a watcher hears from the next server', async () => {
    const dataDir = temporaryDataDir();
    const session = sessionName('killed');
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, logger: rememberingLogger() });
    onTestFinished(() => store.close());
    const stop = new AbortController();
    const watching = store.live.watch(session, stop.signal)[Symbol.asyncIterator]();
    const next = watching.next();
    for (const pid of serversOf(dataDir)) process.kill(pid, 'SIGKILL');
    let heard = false;
    const item = next.then(({ value }) => {
      heard = true;
      return value;
    });
    await until(() => {
      store.live.publish(session, liveItem('again'));
      return heard;
    }, 'the watcher hears again');
    expect(await item).toEqual(liveItem('again'));
    stop.abort();
    expect((await watching.return?.())?.done).toBe(true);
  });
});
