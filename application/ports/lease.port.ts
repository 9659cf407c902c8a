// Leases: who may run a session, and which of its workers are alive. A lease ends when its holder gives it back or stops refreshing it.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';

/** How long a lease lasts after its last refresh, in milliseconds. */
export const LEASE_MS = 15_000;

/** What a lease is for: to run the session, or to be one of its workers. */
export interface LeaseKey {
  readonly session: SessionName;
  readonly worker?: WorkerName;
}

/** The process that holds a lease. */
export interface LeaseHolder {
  /** Unique for each time a lease is taken. */
  readonly id: string;
  readonly pid: number;
  /** Start time of the process, as `ProcessFacts.startOf` returns it. */
  readonly start: string;
  /** The machine, as `ProcessFacts.machine` returns it. */
  readonly host: string;
  readonly boot: string;
  readonly scope: string;
}

export interface StoredLease {
  readonly holder: LeaseHolder;
  /** Changes with every refresh. */
  readonly version: number;
  /** Whether it was not refreshed within `LEASE_MS`, by the store's clock. It stays stored until another takes it. */
  readonly hasLapsed: boolean;
}

export interface LeaseStore {
  /**
   * Takes or refreshes a lease. Succeeds only if the stored lease still has version `expected`, 0 for none.
   * Returns the new version; undefined if the stored lease is another one. Throws the errors of the store.
   */
  put(key: LeaseKey, holder: LeaseHolder, expected: number): Promise<number | undefined>;

  /** Returns the stored lease, lapsed or not; undefined if there is none. */
  find(key: LeaseKey): Promise<StoredLease | undefined>;

  /** Removes the lease if it still has this version. */
  remove(key: LeaseKey, version: number): Promise<void>;

  /** Returns the leases to run sessions, lapsed or not. */
  runs(): Promise<ReadonlyMap<SessionName, StoredLease>>;

  /** Returns the leases of the session's workers, lapsed or not. */
  workers(session: SessionName): Promise<ReadonlyMap<WorkerName, StoredLease>>;
}
