// Stores snapshots in memory.
import type { Snapshot, SnapshotStore } from '../../application/ports/snapshot-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** Stores snapshots as text, so that a state that is not plain JSON fails here like on disk. */
export class MemorySnapshotStore implements SnapshotStore {
  readonly #snapshots = new Map<SessionName, string>();

  async load(session: SessionName): Promise<Snapshot | undefined> {
    const text = this.#snapshots.get(session);
    return text === undefined ? undefined : (JSON.parse(text) as Snapshot);
  }

  async save(session: SessionName, snapshot: Snapshot): Promise<void> {
    this.#snapshots.set(session, JSON.stringify(snapshot));
  }

  async delete(session: SessionName): Promise<void> {
    this.#snapshots.delete(session);
  }
}
