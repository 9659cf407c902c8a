// Sessions on NATS JetStream: one stream for all, one subject per session, one message per commit.
import { AdapterError } from '../../application/errors.ts';
import type {
  Commit,
  EventStore,
  SessionDirectory,
  StreamVersion,
} from '../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { appendCommit } from './append-commit.ts';
import { CommitChain } from './commit-chain.ts';
import { type ChainedCommit, decodeCommit } from './commit-codec.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { ALL_SESSIONS, ensureStream, STREAM, sessionOf, subjectOf } from './event-stream.ts';
import { fetchCommit, fetchMessage } from './fetch-commit.ts';
import { Interrupted, orderedMessages } from './ordered-consumer.ts';
import { API_ERROR, apiErrorCode, isNoResponders } from './store-errors.ts';
import { untilAborted } from './until-aborted.ts';

/** So many commits are fetched one by one, before a consumer is worth its set-up. */
const SHORT_TAIL = 4;
const PASSES_WITHOUT_PROGRESS = 5;
const PAUSE_MS = 100;

export interface JetStreamEventStoreOptions {
  readonly connections: Connections;
  readonly replicas: number;
  readonly duplicateWindowMs: number;
}

/**
 * The version of a commit is its JetStream sequence. Reads ask the stream's leader, so that on a cluster nobody reads
 * less than was acknowledged. Requests are repeated when the connection fails under them; message ids make that safe.
 */
export class JetStreamEventStore implements EventStore, SessionDirectory {
  readonly #options: JetStreamEventStoreOptions;

  constructor(options: JetStreamEventStoreOptions) {
    this.#options = options;
  }

  /** As the port says. Throws a `TypeError` when `events` is empty. */
  async append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
  ): Promise<StreamVersion> {
    const id = events[0]?.meta.id;
    if (id === undefined) throw new TypeError('a commit needs at least one event');
    return this.#run(`record events of session "${session}"`, (connection) =>
      appendCommit(connection, session, events, { id, expected }),
    );
  }

  async *read(session: SessionName, after: StreamVersion): AsyncGenerator<Commit> {
    const chain = new CommitChain(session, after);
    const target = await this.#lastVersion(session);
    if (target < after) throw chain.reset();
    for (let fetched = 0; chain.version < target && fetched < SHORT_TAIL; fetched++) {
      yield chain.take(await this.#next(session, chain));
    }
    while (chain.version < target) {
      for await (const commit of this.#pass(session, chain, new AbortController().signal)) {
        if (commit === 'idle' || commit.version > target) break;
        yield commit;
        if (chain.version >= target) return;
      }
      // The pass broke off, or found nothing: this goes on, or throws when the rest has been removed.
      if (chain.version < target) yield chain.take(await this.#next(session, chain));
    }
  }

  /**
   * As the port says. A connection that comes back, or can be made anew, is waited for. Throws `STREAM.RESET` like
   * `read`, at the latest with the first commit after the reset.
   */
  subscribe(session: SessionName, after: StreamVersion, signal: AbortSignal): AsyncGenerator<Commit> {
    return untilAborted(this.#follow(session, after, signal), signal);
  }

  async *#follow(session: SessionName, after: StreamVersion, signal: AbortSignal): AsyncGenerator<Commit> {
    let version = after;
    for (let failures = 0; !signal.aborted && failures < PASSES_WITHOUT_PROGRESS; failures++) {
      try {
        for await (const commit of this.read(session, version)) {
          yield commit;
          version = commit.version;
        }
        for await (const commit of this.#pass(session, new CommitChain(session, version), signal)) {
          failures = 0;
          if (commit === 'idle') continue;
          yield commit;
          version = commit.version;
        }
      } catch (error) {
        const returning =
          error instanceof AdapterError && error.retryable && this.#options.connections.current;
        if (!returning) throw error;
        failures = 0;
      }
      if (!signal.aborted) await pause();
    }
    if (signal.aborted) return;
    throw new AdapterError(
      'STORE.UNREACHABLE',
      `the NATS server does not let session "${session}" be followed`,
    );
  }

  async list(): Promise<SessionName[]> {
    const info = await this.#run('list the sessions', ({ manager }) =>
      manager.streams.info(STREAM, { subjects_filter: ALL_SESSIONS }),
    );
    return Object.keys(info.state.subjects ?? {})
      .map(sessionOf)
      .sort();
  }

  async delete(session: SessionName): Promise<void> {
    await this.#run(`delete session "${session}"`, ({ manager }) =>
      manager.streams.purge(STREAM, { filter: subjectOf(session) }),
    );
  }

  /** Ends when `signal` aborts or the pass breaks off. */
  async *#pass(
    session: SessionName,
    chain: CommitChain,
    signal: AbortSignal,
  ): AsyncGenerator<Commit | 'idle'> {
    const connection = await this.#options.connections.get();
    try {
      const messages = orderedMessages(connection, subjectOf(session), chain.version + 1, signal);
      for await (const message of messages) {
        if (message === 'idle') yield message;
        else yield chain.take(decodeCommit(session, message.sequence, message.data));
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }

  async #lastVersion(session: SessionName): Promise<StreamVersion> {
    const query = { last_by_subj: subjectOf(session) };
    const last = await this.#run(`read session "${session}"`, (connection) =>
      fetchMessage(connection, query),
    );
    return last?.seq ?? 0;
  }

  async #next(session: SessionName, chain: CommitChain): Promise<ChainedCommit> {
    const next = await this.#run(`read session "${session}"`, (connection) =>
      fetchCommit(connection, session, chain.version + 1),
    );
    if (!next) throw chain.reset();
    return next;
  }

  /** The stream is made when a request finds it missing: commands on an existing one pay nothing for it. */
  #run<T>(doing: string, request: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#options.connections.run(doing, async (connection) => {
      try {
        return await request(connection);
      } catch (error) {
        if (apiErrorCode(error) !== API_ERROR.streamNotFound && !isNoResponders(error)) throw error;
        await ensureStream(connection, this.#options);
        return await request(connection);
      }
    });
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
