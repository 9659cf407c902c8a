// Specifies a store that opens when it is first used.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LazyStore } from '../../../adapters/nats/lazy-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { AdapterError } from '../../../application/errors.ts';
import { NO_LOG } from '../../../application/ports/logger.port.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { tempDir } from '../../support/temp-dir.ts';

let dataDir: string;
let store: LazyStore;
let missing: number;

async function onMissing(): Promise<void> {
  missing += 1;
}

beforeEach(() => {
  dataDir = join(tempDir(), '.iteratr');
  missing = 0;
  store = new LazyStore({ dataDir, logger: NO_LOG, processes: UNRECORDED_PROCESSES }, onMissing);
});

afterEach(() => store.close());

it('creates nothing while nobody asks, and for a list', async () => {
  expect(await store.sessions.list()).toEqual([]);
  expect(store.port).toBe(0);
  expect(existsSync(dataDir)).toBe(false);
});

it('opens for the first reader, once', async () => {
  const read = async () => {
    const batches = [];
    for await (const batch of store.events.read(sessionName('none'), 0)) batches.push(batch);
    return batches;
  };
  expect(await Promise.all([read(), read()])).toEqual([[], []]);
  expect(store.port).toBeGreaterThan(0);
  expect(await store.sessions.list()).toEqual([]);
  expect(existsSync(dataDir)).toBe(true);
});

it('says once that there was no store', async () => {
  await store.sessions.list();
  await store.open();
  await store.sessions.list();
  expect(missing).toBe(1);
  const next = new LazyStore({ dataDir, logger: NO_LOG, processes: UNRECORDED_PROCESSES }, onMissing);
  await next.open();
  await next.close();
  expect(missing).toBe(1);
});

it('creates nothing if the loss of the store is an error', async () => {
  const lost = new LazyStore({ dataDir, logger: NO_LOG, processes: UNRECORDED_PROCESSES }, async () => {
    throw new AdapterError('STORE.LOST', 'lost');
  });
  await expect(lost.open()).rejects.toMatchObject({ code: 'STORE.LOST' });
  await expect(lost.sessions.list()).rejects.toMatchObject({ code: 'STORE.LOST' });
  expect(existsSync(dataDir)).toBe(false);
});

it('tries again after it could not be opened', async () => {
  const options = { dataDir, logger: NO_LOG, processes: UNRECORDED_PROCESSES, joinOnly: true };
  const broken = new LazyStore(options, onMissing);
  await expect(broken.open()).rejects.toMatchObject({ code: 'STORE.NO_SERVER' });
  await store.open();
  await broken.open();
  expect(broken.port).toBe(store.port);
  await broken.close();
});
