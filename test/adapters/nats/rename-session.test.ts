// A rename that is cut off at any step leaves the whole session under one name, and can be done again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, openConnection } from '../../../adapters/nats/connection.ts';
import { Connections } from '../../../adapters/nats/connections.ts';
import { JetStreamEventStore } from '../../../adapters/nats/jetstream-event-store.ts';
import { StreamAccess } from '../../../adapters/nats/stream-access.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import { collect, noteEvent } from '../../contracts/event-store.contract.ts';
import { type ExternalServer, externalServer } from '../../support/nats-external-server.ts';
import { impatientOptions } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const BATCHES = 4;
/** The copies, the end of the old name, and the two steps that remove it. */
const STEPS = BATCHES + 3;

class Killed extends Error {}

let server: ExternalServer;
let store: JetStreamEventStore;
let connections: Connections;

beforeAll(async () => {
  server = await externalServer();
  connections = connectionsOf((connection) => connection);
  store = storeOf(connections);
});
afterAll(async () => {
  await connections?.close();
  await server?.remove();
});

function connectionsOf(change: (connection: Connection) => Connection): Connections {
  const open = () => openConnection({ url: server.url, reconnect: false }, rememberingLogger());
  return new Connections(async () => change(await open()), impatientOptions());
}

function storeOf(used: Connections): JetStreamEventStore {
  return new JetStreamEventStore(
    new StreamAccess({ connections: used, replicas: 1, duplicateWindowMs: 120_000 }),
  );
}

/** Lets so many changes of the stream through; what comes after is as if the process had been killed. */
async function killedAfter(
  steps: number,
  work: (dying: JetStreamEventStore) => Promise<void>,
): Promise<void> {
  let left = steps;
  const step = () => {
    if (left-- <= 0) throw new Killed();
  };
  const dying = connectionsOf((connection) => {
    const jetstream = Object.create(connection.jetstream, {
      publish: {
        value: (...args: Parameters<Connection['jetstream']['publish']>) => {
          step();
          return connection.jetstream.publish(...args);
        },
      },
    });
    const streams = Object.create(connection.manager.streams, {
      purge: {
        value: (...args: Parameters<Connection['manager']['streams']['purge']>) => {
          step();
          return connection.manager.streams.purge(...args);
        },
      },
    });
    return {
      ...connection,
      jetstream,
      manager: Object.create(connection.manager, { streams: { value: streams } }),
    };
  });
  try {
    await expect(work(storeOf(dying))).rejects.toThrow();
  } finally {
    await dying.close();
  }
}

let number = 0;

async function session(): Promise<{ from: SessionName; to: SessionName; ids: string[] }> {
  const [from, to] = [sessionName(`from-${++number}`), sessionName(`to-${number}`)];
  const ids: string[] = [];
  let version = 0;
  for (let i = 0; i < BATCHES; i++) {
    const events = [noteEvent(from), noteEvent(from)];
    ids.push(...events.map(({ meta }) => meta.id));
    version = await store.append(from, events, version);
  }
  return { from, to, ids };
}

async function events(name: SessionName): Promise<RecordedEvent[]> {
  return (await collect(store.read(name, 0))).flatMap((batch) => [...batch.events]);
}

async function idsOf(name: SessionName): Promise<string[]> {
  return (await events(name)).map(({ meta }) => meta.id);
}

async function listed(...names: SessionName[]): Promise<SessionName[]> {
  return (await store.list()).filter((name) => names.includes(name));
}

describe.each(Array.from({ length: STEPS }, (_, steps) => steps))('killed after %i steps', (steps) => {
  it('the session is whole under one name, and nothing of it is seen under the other', async () => {
    const { from, to, ids } = await session();
    await killedAfter(steps, (dying) => dying.rename(from, to));
    const [name, ...others] = await listed(from, to);
    expect(others).toEqual([]);
    expect(name).toBe(steps <= BATCHES ? from : to);
    expect(await idsOf(name as SessionName)).toEqual(ids);
    if (name === to) expect(await idsOf(from)).toEqual([]);
    else if (steps > 0) await expect(idsOf(to)).rejects.toMatchObject({ code: 'SESSION.UNFINISHED' });
  });

  it('it can be done again, also after more was appended', async () => {
    const { from, to, ids } = await session();
    await killedAfter(steps, (dying) => dying.rename(from, to));
    if ((await listed(from)).length > 0) {
      const version = (await collect(store.read(from, 0))).at(-1)?.version as number;
      const more = noteEvent(from);
      ids.push(more.meta.id);
      await store.append(from, [more], version);
      await store.rename(from, to);
    }
    expect(await idsOf(to)).toEqual(ids);
    expect(await listed(from, to)).toEqual([to]);
    expect((await events(to)).map(({ meta }) => meta.session)).toEqual(ids.map(() => to));
    // Both names are as good as any other from then on.
    expect(await idsOf(from)).toEqual([]);
    await store.append(from, [noteEvent(from)], 0);
    expect(await listed(from, to)).toEqual([from, to]);
  });

  it('it can be done to another name, or deleted, and leaves nothing behind', async () => {
    const { from, to, ids } = await session();
    const other = sessionName(`other-${number}`);
    await killedAfter(steps, (dying) => dying.rename(from, to));
    const [name] = await listed(from, to);
    await store.rename(name as SessionName, other);
    expect(await idsOf(other)).toEqual(ids);
    expect(await listed(from, to, other)).toEqual([other]);

    const again = await session();
    await killedAfter(steps, (dying) => dying.rename(again.from, again.to));
    const [left] = await listed(again.from, again.to);
    await store.delete(left as SessionName);
    expect(await listed(again.from, again.to)).toEqual([]);
    expect(await idsOf(again.from)).toEqual([]);
    expect(await idsOf(again.to)).toEqual([]);
  });
});

it('a name that a killed rename was to give can be had after that is deleted', async () => {
  const { from, to } = await session();
  await killedAfter(2, (dying) => dying.rename(from, to));
  await store.delete(to);
  await store.append(to, [noteEvent(to)], 0);
  expect(await listed(from, to)).toEqual([from, to]);
  await expect(store.rename(from, to)).rejects.toMatchObject({ code: 'SESSION.EXISTS' });
});

it('goes on in a process that lost the connection after all was done', async () => {
  const { from, to, ids } = await session();
  await store.rename(from, to);
  await expect(store.rename(from, to)).resolves.toBeUndefined();
  expect(await idsOf(to)).toEqual(ids);
});
