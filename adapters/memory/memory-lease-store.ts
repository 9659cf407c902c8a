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

interface Entry extends StoredLease {
  readonly key: LeaseKey;
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
    if ((this.#current(key)?.version ?? 0) !== expected) return undefined;
    const version = ++this.#version;
    this.#leases.set(nameOf(key), { key, holder, version, until: this.now() + this.leaseMs });
    return version;
  }

  async find(key: LeaseKey): Promise<StoredLease | undefined> {
    const current = this.#current(key);
    return current && { holder: current.holder, version: current.version };
  }

  async remove(key: LeaseKey, version: number): Promise<void> {
    if (this.#current(key)?.version === version) this.#leases.delete(nameOf(key));
  }

  async holders(): Promise<ReadonlyMap<SessionName, LeaseHolder>> {
    return new Map(
      this.#alive().flatMap(({ key, holder }) => (key.worker === undefined ? [[key.session, holder]] : [])),
    );
  }

  async workers(session: SessionName): Promise<ReadonlyMap<WorkerName, LeaseHolder>> {
    return new Map(
      this.#alive().flatMap(({ key, holder }) =>
        key.session === session && key.worker !== undefined ? [[key.worker, holder]] : [],
      ),
    );
  }

  #alive(): readonly Entry[] {
    return [...this.#leases.values()].filter(({ until }) => until > this.now());
  }

  #current(key: LeaseKey): Entry | undefined {
    const entry = this.#leases.get(nameOf(key));
    return entry && entry.until > this.now() ? entry : undefined;
  }
}

function nameOf({ session, worker }: LeaseKey): string {
  return JSON.stringify([session, worker]);
}
