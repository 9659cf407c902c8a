// Stores the events of all sessions, in one append-only stream per session.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** Position of a batch in a session's stream. Grows with every batch, not necessarily by one; 0 is before the first batch. */
export type StreamVersion = number;

/** The events of one decision, stored and read as a whole. */
export interface EventBatch {
  readonly version: StreamVersion;
  readonly events: readonly RecordedEvent[];
}

export interface EventStore {
  /**
   * Appends the events of one decision (at least one) after `expected`, atomically and durably, and returns the version
   * of the new batch. Throws `ApplicationError` `CONFLICT`, and writes nothing, if the stream's last version is not `expected`.
   * Idempotent by the id of the first event: if that event is already stored, returns the version of its batch, so that a
   * caller can retry after a lost acknowledgement. Throws `AdapterError` `STORE.*` if the server or disk fails; the error says
   * whether the events may have been stored. While the store cannot answer, waits as long as the store was opened for;
   * with `brief`, waits only until it aborts, and not for room on a full disk.
   */
  append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
    brief?: AbortSignal,
  ): Promise<StreamVersion>;

  /**
   * Yields the batches after `after`, oldest first, up to the last one at the time of the call; none if there are none.
   * Throws `ApplicationError` `STREAM.RESET` if the session was reset: the stream's last version is below `after`, or the
   * batches after it do not continue from it. Throws `AdapterError` `STORE.CORRUPT`, naming session and version, at a batch
   * that cannot be read. Waits like `append`.
   */
  read(session: SessionName, after: StreamVersion, brief?: AbortSignal): AsyncIterable<EventBatch>;

  /**
   * Yields the batches up to the one with version `last`, newest first; none for 0. The caller stops when it has enough.
   * Throws `STREAM.RESET` if there is no batch with this version any more, and `STORE.CORRUPT` like `read`.
   */
  readBack(session: SessionName, last: StreamVersion): AsyncIterable<EventBatch>;

  /**
   * Yields the batches after `after`, oldest first, and then each new batch of any process as it is appended. Each batch comes
   * once. Ends without an error when `signal` aborts. Waits for a store that cannot answer until then. Throws `AdapterError`
   * if it cannot come back, and `STREAM.RESET` like `read`, at the latest with the first batch after the reset.
   */
  subscribe(session: SessionName, after: StreamVersion, signal: AbortSignal): AsyncIterable<EventBatch>;
}

export interface SessionDirectory {
  /** Returns the names of all sessions with at least one event, sorted. */
  list(): Promise<SessionName[]>;

  /** Returns the version of the last batch of every session in `list`, in the same order. Decodes no batch. */
  versions(): Promise<ReadonlyMap<SessionName, StreamVersion>>;

  /** Deletes every event of the session permanently. Later events still get higher versions than the deleted ones. */
  delete(session: SessionName): Promise<void>;

  /**
   * Renames the session. Every event keeps its batch, order, id and time; the versions are new. Events that others append
   * meanwhile are kept, or refused with `CONFLICT`. Readers of the old name see a deletion. If the call is interrupted at any
   * moment, the whole session exists under one of the two names, and calling again continues the rename.
   * Throws `SESSION.NOT_FOUND` if `from` does not exist and `SESSION.EXISTS` if `to` does; nothing has changed then.
   */
  rename(from: SessionName, to: SessionName): Promise<void>;
}
