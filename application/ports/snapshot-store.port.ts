// Caches folded session states, so that the time to load a session does not grow with its history.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { StreamVersion } from './event-store.port.ts';

/** A cached state. `state` is any JSON value; `catalogue` identifies the fold that produced it, and its shape. */
export interface Snapshot {
  readonly version: StreamVersion;
  readonly catalogue: string;
  readonly state: unknown;
}

export interface SnapshotStore {
  /** Returns the last saved snapshot, or undefined if there is none or it cannot be read. A lost snapshot only costs time. */
  load(session: SessionName): Promise<Snapshot | undefined>;

  /** Replaces the snapshot atomically. The adapter logs a failure and does not throw. */
  save(session: SessionName, snapshot: Snapshot): Promise<void>;

  delete(session: SessionName): Promise<void>;
}
