// Leases on a real server: the contract, streams of older versions, and messages that are none of ours.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type JetStreamManager, type NatsConnection } from 'nats';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryLeaseStore } from '../../../adapters/memory/memory-lease-store.ts';
import { openConnection } from '../../../adapters/nats/connection.ts';
import { Connections } from '../../../adapters/nats/connections.ts';
import { leaseSubjectOf } from '../../../adapters/nats/event-stream.ts';
import { JetStreamEventStore } from '../../../adapters/nats/jetstream-event-store.ts';
import { JetStreamLeaseStore } from '../../../adapters/nats/jetstream-lease-store.ts';
import { StreamAccess } from '../../../adapters/nats/stream-access.ts';
import { STREAM } from '../../../adapters/nats/stream-name.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { noteEvent } from '../../contracts/event-store.contract.ts';
import { leaseHolder, leaseStoreContract } from '../../contracts/lease-store.contract.ts';
import { externalServer } from '../../support/nats-external-server.ts';
import { impatientOptions } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const NAME = sessionName('demo');
const SHORT_MS = 1_000;

describe('in memory', () => {
  leaseStoreContract(async () => {
    let now = 0;
    return {
      store: new MemoryLeaseStore(() => now),
      lapsed: async () => {
        now += 60_000;
      },
      close: async () => undefined,
    };
  });
});

describe('on JetStream', () => {
  let server: Awaited<ReturnType<typeof externalServer>>;
  let raw: NatsConnection;
  let manager: JetStreamManager;

  beforeAll(async () => {
    server = await externalServer();
    raw = await connect({ servers: server.url });
    manager = await raw.jetstreamManager();
  });
  afterAll(async () => {
    await raw?.close();
    await server?.remove();
  });
  beforeEach(async () => {
    await manager.streams.delete(STREAM).catch(() => undefined);
  });

  function access(): StreamAccess {
    const open = () => openConnection({ url: server.url, reconnect: false }, rememberingLogger());
    return new StreamAccess({
      connections: new Connections(open, impatientOptions()),
      replicas: 1,
      duplicateWindowMs: 1_000,
    });
  }

  leaseStoreContract(async () => {
    const stream = access();
    const store = new JetStreamLeaseStore(stream, SHORT_MS);
    const lapsed = () => sleep(SHORT_MS + 100);
    return { store, lapsed, close: () => stream.connections.close() };
  });

  it('keeps one message per lease, and counts it as no session', async () => {
    const stream = access();
    const store = new JetStreamLeaseStore(stream);
    const events = new JetStreamEventStore(stream);
    let version = 0;
    for (let round = 0; round < 5; round++) {
      version = (await store.put({ session: NAME }, leaseHolder('one'), version)) as number;
    }
    expect((await manager.streams.info(STREAM)).state.messages).toBe(1);
    expect(await events.list()).toEqual([]);
    await events.append(NAME, [noteEvent()], 0);
    await events.delete(NAME);
    expect((await store.find({ session: NAME }))?.version).toBe(version);
    await stream.connections.close();
  });

  it('lets no server of a cluster remove a lease by its own clock', async () => {
    const stream = access();
    await new JetStreamLeaseStore(stream).put({ session: NAME }, leaseHolder('one'), 0);
    const message = await manager.streams.getMessage(STREAM, {
      last_by_subj: leaseSubjectOf({ session: NAME }),
    });
    expect(message.header.keys().sort()).toEqual(['Nats-Expected-Last-Subject-Sequence', 'Nats-Rollup']);
    await stream.connections.close();
  });

  it('makes the stream of an older version accept leases, and keeps its events', async () => {
    await manager.streams.add({ name: STREAM, subjects: ['iteratr.*.events'] });
    const stream = access();
    const events = new JetStreamEventStore(stream);
    const at = await events.append(NAME, [noteEvent()], 0);
    expect(await new JetStreamLeaseStore(stream).put({ session: NAME }, leaseHolder('one'), 0)).toBeTypeOf(
      'number',
    );
    expect(await events.versions()).toEqual(new Map([[NAME, at]]));
    await stream.connections.close();
  });

  it.each(['', 'no JSON', 'null', '{"pid":-1,"id":"x"}', '{"pid":"1"}'])(
    'takes the message %j for a holder on no machine',
    async (text) => {
      const stream = access();
      const store = new JetStreamLeaseStore(stream);
      await store.put({ session: NAME }, leaseHolder('one'), 0);
      await raw.jetstream().publish(leaseSubjectOf({ session: NAME }), text);
      expect((await store.find({ session: NAME }))?.holder).toMatchObject({
        id: '',
        pid: 0,
        host: 'an unknown machine',
      });
      await stream.connections.close();
    },
  );
});
