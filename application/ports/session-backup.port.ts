// A copy of the sessions' events outside of the data directory, for when the store is lost or damaged.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { EventBatch, StreamVersion } from './event-store.port.ts';

/** A batch with the version it was appended after. */
export interface BackedUpBatch extends EventBatch {
  readonly prev: StreamVersion;
}

/** What a backup holds of a session. */
export interface BackupCopy {
  /** Oldest first, without gaps. */
  readonly batches: readonly BackedUpBatch[];
  /** Whether the copy ends before its last batch, because one between is missing or damaged. */
  readonly isCut: boolean;
}

export interface SessionBackup {
  /**
   * Copies a batch that was just appended, without waiting. If the copy lacks what came before, it is made from `history` anew.
   * Batches of one session are copied in the order of the calls. Failures are logged.
   */
  add(session: SessionName, batch: BackedUpBatch, history: () => AsyncIterable<EventBatch>): void;

  /** Returns the version of the last batch in the copy; undefined if there is no copy, or its end is damaged. */
  lastVersion(session: SessionName): Promise<StreamVersion | undefined>;

  /** Removes the copy of a session. Failures are logged. */
  remove(session: SessionName): Promise<void>;

  /** Returns the sessions with a copy, sorted. */
  list(): Promise<SessionName[]>;

  /** Returns the copy of a session; undefined if there is none. Throws `AdapterError` `BACKUP` if it cannot be read. */
  read(session: SessionName): Promise<BackupCopy | undefined>;

  /** Resolves when every call of `add` so far is done. */
  flush(): Promise<void>;
}

/** For directories outside of a repository, and when backups are turned off. */
export const NO_BACKUP: SessionBackup = {
  add: () => undefined,
  lastVersion: async () => undefined,
  remove: async () => undefined,
  list: async () => [],
  read: async () => undefined,
  flush: async () => undefined,
};
