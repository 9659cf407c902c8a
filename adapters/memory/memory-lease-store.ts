// Keeps leases in memory: for tests, and for a harness that needs no server.
import {
  LEASE_MS,
  type LeaseHolder,
  type LeaseKey,
  type LeaseStore,
  type StoredLease,
} from '../../application/ports/lease.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';

interface Entry {
  readonly key: LeaseKey;
  readonly holder: LeaseHolder;
  readonly version: number;
  readonly until: number;
}

export class MemoryLeaseStore implements LeaseStore {
  readonly #leases = new Map<string, Entry>();
  #version = 0;

  /** `now` returns the time in milliseconds. */
  constructor(
    private readonly now: () => number = Date.now,
    private readonly leaseMs: number = LEASE_MS,
  ) {}

  async put(key: LeaseKey, holder: LeaseHolder, expected: number): Promise<number | undefined> {
    if ((this.#leases.get(nameOf(key))?.version ?? 0) !== expected) return undefined;
    const version = ++this.#version;
    this.#leases.set(nameOf(key), { key, holder, version, until: this.now() + this.leaseMs });
    return version;
  }

  async find(key: LeaseKey): Promise<StoredLease | undefined> {
    const entry = this.#leases.get(nameOf(key));
    return entry && this.#stored(entry);
  }

  async remove(key: LeaseKey, version: number): Promise<void> {
    if (this.#leases.get(nameOf(key))?.version === version) this.#leases.delete(nameOf(key));
  }

  async runs(): Promise<ReadonlyMap<SessionName, StoredLease>> {
    return new Map(
      [...this.#leases.values()].flatMap((entry) =>
        entry.key.worker === undefined ? [[entry.key.session, this.#stored(entry)]] : [],
      ),
    );
  }

  async workers(session: SessionName): Promise<ReadonlyMap<WorkerName, StoredLease>> {
    return new Map(
      [...this.#leases.values()].flatMap((entry) =>
        entry.key.session === session && entry.key.worker !== undefined
          ? [[entry.key.worker, this.#stored(entry)]]
          : [],
      ),
    );
  }

  #stored({ holder, version, until }: Entry): StoredLease {
    return { holder, version, hasLapsed: until <= this.now() };
  }
}

function nameOf({ session, worker }: LeaseKey): string {
  return JSON.stringify([session, worker]);
}
