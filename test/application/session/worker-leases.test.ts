// Specifies how the end of a worker is noticed: by its lease, and by its process if that is on this machine.
import { beforeEach, expect, it } from 'vitest';
import { MemoryLeaseStore } from '../../../adapters/memory/memory-lease-store.ts';
import { LEASE_MS } from '../../../application/ports/lease.port.ts';
import { NO_LOG } from '../../../application/ports/logger.port.ts';
import { WorkerLeases } from '../../../application/session/worker-leases.ts';
import { NO_STALL } from '../../../domain/run/stall.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import type { Worker } from '../../../domain/worker/worker.state.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { leaseHolder } from '../../contracts/lease-store.contract.ts';
import { FakeClock } from '../../support/harness.ts';

const SESSION = sessionName('alpha');
const [W1, W2] = [workerName(1), workerName(2)];
const HERE = { host: 'here', boot: 'b', scope: '1' };

let clock: FakeClock;
let leases: MemoryLeaseStore;
let alive: Map<number, string>;

beforeEach(() => {
  clock = new FakeClock();
  leases = new MemoryLeaseStore(() => clock.now().getTime());
  alive = new Map([[7, 'own']]);
});

function workerLeases(): WorkerLeases {
  let ids = 0;
  return new WorkerLeases({
    ...{ leases, clock, logger: NO_LOG, ids: { next: () => `lease-${++ids}` }, pid: 7 },
    processes: {
      machine: () => HERE,
      isAlive: (pid) => alive.has(pid),
      startOf: (pid) => alive.get(pid) ?? '',
    },
  });
}

function worker(name: typeof W1): Worker {
  const joinedAt = clock.now().toISOString();
  return {
    name,
    host: 'here',
    joinedAt,
    closing: false,
    pause: 'none',
    stall: NO_STALL,
    review: null,
    specEdits: [],
    laterEdits: [],
    protectedChanges: [],
    hasStarted: false,
  };
}

it('keeps the lease of a worker alive until it is released', async () => {
  const all = workerLeases();
  const lease = await all.hold(SESSION, W1);
  for (let step = 0; step < 20; step++) {
    clock.elapse(LEASE_MS / 2);
    await new Promise(setImmediate);
  }
  expect(await all.alive(SESSION)).toEqual(new Set([W1]));
  await lease.release();
  expect(await all.alive(SESSION)).toEqual(new Set());
});

it('takes the lease that a former worker of the name has left', async () => {
  await leases.put({ session: SESSION, worker: W1 }, leaseHolder('old'), 0);
  const lease = await workerLeases().hold(SESSION, W1);
  expect((await leases.find({ session: SESSION, worker: W1 }))?.holder.id).toBe('lease-1');
  await lease.release();
});

it('gives a worker that has just joined time to take its lease, then its lease has lapsed', async () => {
  const all = workerLeases();
  const joined = worker(W2);
  expect(await all.ended(SESSION, [joined])).toEqual([]);
  clock.elapse(LEASE_MS);
  expect(await all.ended(SESSION, [joined])).toEqual([
    { worker: joined, reason: 'its lease has lapsed', isDead: false },
  ]);
});

it('does not trust the clock of another machine for long', async () => {
  const ahead = { ...worker(W2), joinedAt: '2030-01-01T00:00:00Z' };
  expect(await workerLeases().ended(SESSION, [ahead])).toHaveLength(1);
});

it('knows at once that a process of this machine is dead', async () => {
  const all = workerLeases();
  await leases.put({ session: SESSION, worker: W1 }, leaseHolder('a', { pid: 12, start: 'x', ...HERE }), 0);
  const [joined] = [worker(W1)];
  alive.set(12, 'x');
  expect(await all.ended(SESSION, [joined])).toEqual([]);
  alive.set(12, 'another process');
  expect(await all.ended(SESSION, [joined])).toEqual([
    { worker: joined, reason: 'process 12 on here is dead', isDead: true },
  ]);
  expect(await all.alive(SESSION)).toEqual(new Set());
});

it('takes a process of another machine for alive while it refreshes its lease', async () => {
  const all = workerLeases();
  await leases.put({ session: SESSION, worker: W1 }, leaseHolder('a', { host: 'there' }), 0);
  const joined = worker(W1);
  expect(await all.ended(SESSION, [joined])).toEqual([]);
  clock.elapse(LEASE_MS);
  expect(await all.ended(SESSION, [joined])).toMatchObject([{ isDead: false }]);
});

it('removes the lease that a lost worker has left, and none that is refreshed', async () => {
  const all = workerLeases();
  const key = { session: SESSION, worker: W1 };
  await leases.put(key, leaseHolder('a', { host: 'there' }), 0);
  await all.forget(SESSION, W1);
  expect(await leases.find(key)).toBeDefined();
  clock.elapse(LEASE_MS);
  await all.forget(SESSION, W1);
  expect(await leases.find(key)).toBeUndefined();
});
