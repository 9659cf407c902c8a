// Specifies that a session can be restored from its backup, whatever happened to the store.
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileSessionBackup } from '../../../adapters/files/file-session-backup.ts';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import type { EventStore } from '../../../application/ports/event-store.port.ts';
import { BackedUpEvents } from '../../../application/session/backed-up-events.ts';
import { RestoreSession } from '../../../application/session/restore-session.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, eventStoreContract, noteEvent } from '../../contracts/event-store.contract.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const A = sessionName('alpha');
const LONG = sessionName('é'.repeat(64));

let directory: string;
let store: MemoryEventStore;
let backup: FileSessionBackup;
let events: BackedUpEvents;

beforeEach(() => {
  directory = join(tempDir(), 'backup');
  openStore();
});

/** Opens an empty store beside what the backup holds. */
function openStore(): void {
  store = new MemoryEventStore();
  backup = new FileSessionBackup(directory, SILENT);
  events = new BackedUpEvents(store, store, backup);
}

/** The next process, with the same store. */
function openedAgain(): void {
  backup = new FileSessionBackup(directory, SILENT);
  events = new BackedUpEvents(store, store, backup);
}

async function append(count: number, session = A, to: EventStore = events): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const last = (await collect(to.read(session, 0))).at(-1)?.version ?? 0;
    await to.append(session, [noteEvent(session), noteEvent(session)], last);
  }
}

async function contents(session = A): Promise<unknown[]> {
  return (await collect(events.read(session, 0))).map((batch) => batch.events);
}

async function restore(session = A) {
  const restoring = new RestoreSession(store, store, backup);
  return restoring.execute(session, await restoring.copyOf(session));
}

/** Loses the store, restores the session and returns what the command says of it. */
async function lostAndRestored(session = A) {
  await backup.flush();
  openStore();
  return restore(session);
}

eventStoreContract(async () => {
  const memory = new MemoryEventStore();
  const path = mkdtempSync(join(tmpdir(), 'iteratr-test-'));
  const kept = new FileSessionBackup(path, SILENT);
  const close = async () => {
    await kept.flush();
    rmSync(path, { recursive: true });
  };
  return { store: new BackedUpEvents(memory, memory, kept), close };
});

describe('a session is restored', () => {
  it('with every event, in its batches', async () => {
    await append(3);
    const before = await contents();
    expect(await lostAndRestored()).toEqual({
      events: 6,
      lastEventAt: '2025-01-02T03:04:05.678Z',
      isCut: false,
    });
    expect(await contents()).toEqual(before);
  });

  it('again after it was restored and continued', async () => {
    await append(2);
    await lostAndRestored();
    await append(1);
    const before = await contents();
    expect(await lostAndRestored()).toMatchObject({ events: 6, isCut: false });
    expect(await contents()).toEqual(before);
  });

  it('with what was recorded before there were backups', async () => {
    await append(2, A, store);
    await append(1);
    const before = await contents();
    await lostAndRestored();
    expect(await contents()).toEqual(before);
  });

  it('with what another process recorded meanwhile', async () => {
    await append(1);
    const other = new BackedUpEvents(store, store, new FileSessionBackup(directory, SILENT));
    await append(1, A, other);
    await append(1);
    const before = await contents();
    await lostAndRestored();
    expect(await contents()).toEqual(before);
  });

  it('whose name is longer than file names', async () => {
    await append(1, LONG);
    await backup.flush();
    expect(await backup.list()).toEqual([LONG]);
    expect(await lostAndRestored(LONG)).toMatchObject({ events: 2 });
  });

  it('continuing a restore that was interrupted', async () => {
    await append(3);
    const before = await contents();
    await backup.flush();
    openStore();
    const { batches = [] } = (await backup.read(A)) ?? {};
    await store.append(A, batches[0]?.events ?? [], 0);
    expect(await restore()).toMatchObject({ events: 6 });
    expect(await contents()).toEqual(before);
  });
});

describe('a store that lost the events of a session', () => {
  it.each([0, 1])('refuses to read and to write it after %i batches', async (left) => {
    await append(3);
    await backup.flush();
    const first = (await backup.read(A))?.batches.slice(0, left) ?? [];
    openStore();
    for (const batch of first) await store.append(A, batch.events, 0);
    const lost = { code: 'STORE.DAMAGED', remedy: expect.stringContaining('iteratr sessions restore alpha') };
    await expect(collect(events.read(A, 0))).rejects.toMatchObject(lost);
    await expect(events.append(A, [noteEvent()], left)).rejects.toMatchObject(lost);
    expect(await restore()).toMatchObject({ events: 6 });
    openedAgain();
    expect(await contents()).toHaveLength(3);
    await append(1);
    expect(await lostAndRestored()).toMatchObject({ events: 8, isCut: false });
  });

  it('replaces what is left from the middle', async () => {
    await append(3);
    const before = await contents();
    await backup.flush();
    const { batches = [] } = (await backup.read(A)) ?? {};
    openStore();
    await store.append(A, batches[2]?.events ?? [], 0);
    await restore();
    openedAgain();
    expect(await contents()).toEqual(before);
  });
});

describe('of a damaged backup', () => {
  const file = () => join(directory, readdirSync(directory)[0] ?? '');

  it('everything before the damage is restored', async () => {
    await append(3);
    await backup.flush();
    const lines = readFileSync(file(), 'utf8').split('\n');
    writeFileSync(file(), [lines[0], lines[1]?.slice(0, 40), lines[2], ''].join('\n'));
    expect(await lostAndRestored()).toMatchObject({ events: 2, isCut: true });
  });

  it('a last line that was cut by a crash is repaired with the next batch', async () => {
    await append(2);
    await backup.flush();
    appendFileSync(file(), '{"v":1,"session":"alpha","ver');
    await append(1);
    expect(await lostAndRestored()).toMatchObject({ events: 6, isCut: false });
  });
});

it('removes the backup with the session', async () => {
  await append(1);
  await backup.flush();
  await events.delete(A);
  expect(await backup.list()).toEqual([]);
  await expect(restore()).rejects.toMatchObject({
    code: 'BACKUP.NONE',
    remedy: 'nothing can be restored',
  });
});

it('refuses to mix the backup with another session of the same name', async () => {
  await append(1);
  await backup.flush();
  openStore();
  await append(1, A, store);
  await expect(restore()).rejects.toMatchObject({
    code: 'SESSION.EXISTS',
  });
});

it('lists what is in the backup and not in the store', async () => {
  await append(1);
  await append(1, LONG);
  await backup.flush();
  openStore();
  await append(1, A, store);
  expect(await new RestoreSession(store, store, backup).restorable()).toEqual([LONG]);
});

it('keeps the backup to its owner', async () => {
  await append(1);
  await backup.flush();
  const [name = ''] = readdirSync(directory);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
});

it('creates nothing before the first event', async () => {
  await events.list();
  await backup.flush();
  expect(existsSync(directory)).toBe(false);
});
