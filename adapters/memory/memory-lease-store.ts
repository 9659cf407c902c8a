// Keeps leases in memory: for tests, and for a harness that needs no server.
import {
  LEASE_MS,
  type LeaseHolder,
  type LeaseStore,
  type StoredLease,
} from '../../application/ports/lease.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

interface Entry extends StoredLease {
  readonly until: number;
}

export class MemoryLeaseStore implements LeaseStore {
  readonly #leases = new Map<SessionName, Entry>();
  #version = 0;

  /** `now` returns the time in milliseconds. */
  constructor(
    private readonly now: () => number = Date.now,
    private readonly leaseMs: number = LEASE_MS,
  ) {}

  async put(session: SessionName, holder: LeaseHolder, expected: number): Promise<number | undefined> {
    if ((this.#current(session)?.version ?? 0) !== expected) return undefined;
    const version = ++this.#version;
    this.#leases.set(session, { holder, version, until: this.now() + this.leaseMs });
    return version;
  }

  async find(session: SessionName): Promise<StoredLease | undefined> {
    const current = this.#current(session);
    return current && { holder: current.holder, version: current.version };
  }

  async remove(session: SessionName, version: number): Promise<void> {
    if (this.#current(session)?.version === version) this.#leases.delete(session);
  }

  async holders(): Promise<ReadonlyMap<SessionName, LeaseHolder>> {
    const names = [...this.#leases.keys()].filter((name) => this.#current(name));
    return new Map(names.map((name) => [name, (this.#leases.get(name) as Entry).holder]));
  }

  #current(session: SessionName): Entry | undefined {
    const entry = this.#leases.get(session);
    return entry && entry.until > this.now() ? entry : undefined;
  }
}
