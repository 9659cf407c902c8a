// Where the events of all sessions are kept: one append-only stream per session.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

/** Position of a batch in a session's stream: grows with every batch, not necessarily by one; 0 is before the first. */
export type StreamVersion = number;

/** The events of one decision, which are stored and read back together or not at all. */
export interface EventBatch {
  readonly version: StreamVersion;
  readonly events: readonly RecordedEvent[];
}

export interface EventStore {
  /**
   * Appends the events of one decision (at least one) after `expected`, atomically and durably, and returns the version
   * of the new batch. Throws `ApplicationError` `CONFLICT` when the stream's last version is not `expected`; nothing is
   * written then. Appending again with the same id of the first event returns the version it already has, so
   * that a lost acknowledgement can be repeated. Failures of the server or disk: `AdapterError` `STORE.*`.
   */
  append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
  ): Promise<StreamVersion>;

  /**
   * The batches after `after`, oldest first, up to what was last when the call began. Ends at once when there are none.
   * Throws `ApplicationError` `STREAM.RESET` when the stream's last version is below `after`, or the batches after it do
   * not continue it: the session was reset, and has new batches. Throws
   * `AdapterError` `STORE.CORRUPT`, naming session and version, at a batch that cannot be read.
   */
  read(session: SessionName, after: StreamVersion): AsyncIterable<EventBatch>;

  /**
   * The batches after `after`, oldest first, and then each new one as it is appended, by whatever process, until `signal`
   * aborts (ends without an error) or the connection is lost for good (throws `AdapterError`). Each batch comes once.
   * Throws `STREAM.RESET` like `read`, at the latest with the first batch after the reset.
   */
  subscribe(session: SessionName, after: StreamVersion, signal: AbortSignal): AsyncIterable<EventBatch>;
}

export interface SessionDirectory {
  /** The names of all sessions that have at least one event, sorted. */
  list(): Promise<SessionName[]>;

  /** Removes every event of the session for good. Versions of later events are still higher than those removed. */
  delete(session: SessionName): Promise<void>;

  /**
   * Gives the session another name: every event is kept, in its batch and order, with its id and time; the versions are new
   * ones. What others append meanwhile is kept as well, or refused with `CONFLICT`; to a reader of the old name it is a
   * deletion. Cut off at any moment, the whole session is there, under the one name or the other, and calling again continues.
   * Throws `SESSION.NOT_FOUND` when there is no `from`, `SESSION.EXISTS` when there is a `to`; nothing is changed then.
   */
  rename(from: SessionName, to: SessionName): Promise<void>;
}
