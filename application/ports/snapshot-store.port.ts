// A cache of folded session states, so that loading costs the same however long the history is.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { StreamVersion } from './event-store.port.ts';

/** `state` is any JSON value; `catalogue` names what it was folded with, and its shape. */
export interface Snapshot {
  readonly version: StreamVersion;
  readonly catalogue: string;
  readonly state: unknown;
}

export interface SnapshotStore {
  /** The last snapshot saved, or undefined when there is none or it cannot be read: a lost snapshot costs time only. */
  load(session: SessionName): Promise<Snapshot | undefined>;

  /** Replaces the snapshot atomically. A failure to save is logged by the adapter, never thrown. */
  save(session: SessionName, snapshot: Snapshot): Promise<void>;

  delete(session: SessionName): Promise<void>;
}
