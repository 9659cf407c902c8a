// Older and newer versions of iteratr on one store, a real server: what one of them does not know is kept, and never decided on.
import { randomUUID } from 'node:crypto';
import { connect, type NatsConnection } from 'nats';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import { openStore, type Store } from '../../../adapters/nats/open-store.ts';
import { SYSTEM_CLOCK } from '../../../adapters/process/system-clock.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import type { EventStore } from '../../../application/ports/event-store.port.ts';
import { Session } from '../../../application/session/session.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { taskId } from '../../../domain/task/task.ts';
import { collect } from '../../contracts/event-store.contract.ts';
import { leaseHolder } from '../../contracts/lease-store.contract.ts';
import { type ExternalServer, externalServer } from '../../support/nats-external-server.ts';
import { temporaryDataDir } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const ALPHA = sessionName('alpha');
const SUBJECT = 'iteratr.alpha.events';
const ADD: SessionCommand = { type: 'AddTasks', tasks: [{ content: 'one' }] };

let server: ExternalServer;
let raw: NatsConnection;
beforeEach(async () => {
  server = await externalServer();
  raw = await connect({ servers: server.url });
});
afterEach(async () => {
  await raw?.close();
  await server?.remove();
});

async function store(): Promise<Store> {
  const dataDir = temporaryDataDir();
  const options = { dataDir, natsUrl: server.url, logger: rememberingLogger() };
  const opened = await openStore({ processes: UNRECORDED_PROCESSES, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

/** The session in a process of this version. */
function session(events: EventStore, snapshots = new MemorySnapshotStore()): Session {
  const ids = { next: () => randomUUID() };
  const ports = { events, snapshots, summaries: snapshots, clock: SYSTEM_CLOCK, ids };
  return new Session(ALPHA, { ...ports, program: '0.1.0' });
}

interface Written {
  readonly type: string;
  readonly data: unknown;
  readonly version?: number;
}

/** Appends a batch as a newer version does, with fields in each part that this one does not know. */
async function newerAppends(prev: number, { type, data, version = 1 }: Written, v = 2): Promise<number> {
  const meta = { id: randomUUID(), session: ALPHA, time: '2030-01-02T03:04:05.678Z', iteration: null };
  const event = { ...meta, type, version, actor: 'loop', program: '0.3.0', place: 'elsewhere', data };
  const payload = JSON.stringify({ v, prev, lanes: 2, events: [event] });
  return (await raw.jetstream().publish(SUBJECT, payload)).seq;
}

async function storedTexts(): Promise<string[]> {
  const manager = await raw.jetstreamManager();
  const { state } = await manager.streams.info('iteratr_events', { subjects_filter: SUBJECT });
  const texts: string[] = [];
  for (let next = state.first_seq; texts.length < (state.subjects?.[SUBJECT] ?? 0); next++) {
    const message = await manager.streams.getMessage('iteratr_events', { seq: next }).catch(() => undefined);
    if (message?.subject === SUBJECT) texts.push(message.string());
  }
  return texts;
}

const postponed = { type: 'TaskPostponed', data: { id: 'TAS-1' } };
const REFUSED = 'session "alpha" has events of iteratr 0.3.0 that iteratr 0.1.0 does not know';
const REMEDY = 'use iteratr 0.3.0 or newer';

it.each([
  ['a type', postponed],
  ['a version of a type', { type: 'TaskAdded', version: 2, data: { id: 'TAS-2', content: 'two' } }],
  ['a status', { type: 'TaskStatusChanged', data: { id: 'TAS-1', from: 'remaining', to: 'postponed' } }],
])('only reads a session in which a newer version used %s that it does not know', async (_, event) => {
  const { events } = await store();
  const mine = session(events);
  await mine.execute(ADD, 'user');
  await newerAppends(mine.version, event);
  // It learns of the event by the conflict, and a process that starts later by reading.
  for (const older of [mine, session(events)]) {
    await expect(
      older.execute({ type: 'ChangeTaskStatus', id: taskId(1), status: 'in_progress' }, 'agent'),
    ).rejects.toMatchObject({ code: 'SESSION.NEWER', message: expect.stringContaining(REFUSED) });
    await expect(older.execute(ADD, 'user')).rejects.toMatchObject({
      remedy: expect.stringContaining(REMEDY),
    });
    expect((await older.refresh()).tasks.tasks.size).toBe(1);
  }
  expect(await storedTexts()).toHaveLength(2);
});

it('continues a session in which a newer version only added fields, and keeps them under another name', async () => {
  const { events, sessions } = await store();
  const mine = session(events);
  await mine.execute(ADD, 'user');
  const data = {
    id: 'TAS-2',
    content: 'two',
    status: 'remaining',
    priority: 2,
    dependsOn: [],
    colour: 'red',
  };
  await newerAppends(mine.version, { type: 'TaskAdded', data });
  await mine.execute({ type: 'ChangeTaskStatus', id: taskId(2), status: 'in_progress' }, 'user');
  expect([...mine.state.tasks.tasks.values()].map(({ status }) => status)).toEqual([
    'remaining',
    'in_progress',
  ]);
  await sessions.rename(ALPHA, sessionName('beta'));
  await sessions.rename(sessionName('beta'), ALPHA);
  const [, kept = ''] = await storedTexts();
  expect(JSON.parse(kept)).toMatchObject({ lanes: 2, events: [{ place: 'elsewhere', data }] });
});

it('records its own version with each event', async () => {
  const { events } = await store();
  await session(events).execute(ADD, 'user');
  const [batch] = await collect(events.read(ALPHA, 0));
  expect(batch?.events.map(({ meta }) => meta.program)).toEqual(['0.1.0']);
});

it('neither reads nor writes behind a batch of a newer format', async () => {
  const { events } = await store();
  const mine = session(events);
  await mine.execute(ADD, 'user');
  const version = await newerAppends(mine.version, postponed, 9);
  const message = `session "alpha" cannot be read at version ${version}: it has format 9 of a newer iteratr; update iteratr`;
  await expect(mine.execute(ADD, 'user')).rejects.toMatchObject({ code: 'STORE.CORRUPT', message });
  await expect(session(events).execute(ADD, 'user')).rejects.toMatchObject({ message });
  expect(await storedTexts()).toHaveLength(2);
});

it('reads and continues what the first versions stored', async () => {
  const { events, sessions } = await store();
  await sessions.list();
  const meta = { id: 'a', session: ALPHA, time: '2025-01-02T03:04:05.678Z', iteration: null, actor: 'user' };
  const data = { id: 'TAS-1', content: 'old', status: 'remaining', priority: 2, dependsOn: [] };
  const event = { ...meta, type: 'TaskAdded', version: 1, data };
  await raw.jetstream().publish(SUBJECT, JSON.stringify({ v: 1, prev: 0, events: [event] }));
  const mine = session(events);
  await mine.execute(ADD, 'user');
  expect([...mine.state.tasks.tasks.values()].map(({ content }) => content)).toEqual(['old', 'one']);
});

it('does not use a snapshot of another version', async () => {
  const { events } = await store();
  const first = session(events);
  await first.execute(ADD, 'user');
  const snapshots = new MemorySnapshotStore();
  const state = { ...first.state, completed: true };
  await snapshots.save(ALPHA, { version: first.version, catalogue: 'state@99(lanes)', state });
  const { completed, tasks } = await session(events, snapshots).refresh();
  expect({ completed, tasks: tasks.tasks.size }).toEqual({ completed: false, tasks: 1 });
});

it('leaves the stream of a newer version as it is, and the leases in it', async () => {
  const manager = await raw.jetstreamManager();
  const config = {
    name: 'iteratr_events',
    description: 'of a newer version',
    subjects: ['iteratr.*.events', 'iteratr.*.lanes', 'iteratr.*.lease.*'],
    allow_direct: true,
    allow_msg_ttl: true,
    allow_rollup_hdrs: true,
    metadata: { lanes: '2' },
  };
  const { config: before } = await manager.streams.add(config);
  const holder = { ...leaseHolder('theirs'), lanes: 2 };
  await raw.jetstream().publish('iteratr.alpha.lease.run', JSON.stringify(holder));
  const { events, leases, sessions } = await store();
  await session(events).execute(ADD, 'user');
  const found = await leases.find({ session: ALPHA });
  expect(found?.holder).toEqual(leaseHolder('theirs'));
  expect(await leases.put({ session: ALPHA }, leaseHolder('ours'), 0)).toBeUndefined();
  expect(await sessions.list()).toEqual([ALPHA]);
  expect((await manager.streams.info('iteratr_events')).config).toEqual(before);
});

it('adds what leases need to the stream of an older version, and changes nothing else of it', async () => {
  const manager = await raw.jetstreamManager();
  const config = {
    name: 'iteratr_events',
    description: 'old',
    subjects: ['iteratr.*.events'],
    metadata: { a: 'b' },
  };
  const { config: before } = await manager.streams.add(config);
  const { leases } = await store();
  await leases.put({ session: ALPHA }, leaseHolder('ours'), 0);
  const { config: after } = await manager.streams.info('iteratr_events');
  const changed = {
    subjects: ['iteratr.*.events', 'iteratr.*.lease.*'],
    allow_rollup_hdrs: true,
  };
  // The server's own notes on what the stream needs.
  const metadata = expect.objectContaining(config.metadata);
  expect(after).toEqual({ ...before, ...changed, metadata });
});
