// Stores sessions on NATS JetStream: one stream for all sessions, one subject per session, one message per event batch.
import { untilAborted } from '../../application/async/abort.ts';
import { AdapterError, ApplicationError } from '../../application/errors.ts';
import type {
  EventBatch,
  EventStore,
  SessionDirectory,
  StreamVersion,
} from '../../application/ports/event-store.port.ts';
import type { RequestOptions } from '../../application/waiting/request-wait.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { appendBatch } from './append-batch.ts';
import { BatchChain } from './batch-chain.ts';
import { type ChainedBatch, decodeBatch } from './batch-codec.ts';
import type { Connection } from './connection.ts';
import { subjectOf } from './event-stream.ts';
import { fetchBatch, lastMessage } from './fetch-batch.ts';
import { Interrupted, orderedMessages } from './ordered-consumer.ts';
import { renameSession } from './rename-session.ts';
import { removeCopies, survey, unfinishedSource } from './session-copies.ts';
import { isEnd, removeEnded } from './session-end.ts';
import type { StreamAccess } from './stream-access.ts';
import { STREAM } from './stream-name.ts';

/** Number of batches to fetch one by one before setting up a consumer pays off. */
const SHORT_TAIL = 4;
/** Number of versions that the first look back covers; each further look covers twice as many. */
const LOOK_BACK = 256;
const PASSES_WITHOUT_PROGRESS = 5;
const PAUSE_MS = 100;

/**
 * The version of a batch is its JetStream sequence. Reads ask the stream's leader, so that on a cluster they return everything
 * that was acknowledged. Requests are repeated after the connection fails; message ids make that safe.
 */
export class JetStreamEventStore implements EventStore, SessionDirectory {
  readonly #stream: StreamAccess;

  constructor(stream: StreamAccess) {
    this.#stream = stream;
  }

  /** Implements the port. Throws a `TypeError` when `events` is empty. */
  async append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
    brief?: AbortSignal,
  ): Promise<StreamVersion> {
    const id = events[0]?.meta.id;
    if (id === undefined) throw new TypeError('an event batch needs at least one event');
    return this.#run(
      `record events of session "${session}"`,
      (connection) => appendBatch(connection, session, events, { id, expected }),
      { isWrite: true, brief },
    );
  }

  read(session: SessionName, after: StreamVersion, brief?: AbortSignal): AsyncGenerator<EventBatch> {
    return this.#read(session, after, { brief });
  }

  async *#read(
    session: SessionName,
    after: StreamVersion,
    options: RequestOptions,
  ): AsyncGenerator<EventBatch> {
    const chain = new BatchChain(session, after);
    const target = await this.#lastVersion(session, options);
    if (target < after) throw chain.reset();
    for (let fetched = 0; chain.version < target && fetched < SHORT_TAIL; fetched++) {
      yield chain.take(await this.#next(session, chain, options));
    }
    while (chain.version < target) {
      try {
        for await (const batch of this.#pass(session, chain, new AbortController().signal, options)) {
          if (batch === 'idle' || batch.version > target) break;
          yield batch;
          if (chain.version >= target) return;
        }
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
      }
      // The pass broke off or found nothing. This read continues, or throws if the rest has been removed.
      if (chain.version < target) yield chain.take(await this.#next(session, chain, options));
    }
  }

  async *readBack(session: SessionName, last: StreamVersion): AsyncGenerator<EventBatch> {
    for (let to = last, span = LOOK_BACK; to > 0; span *= 2) {
      const { before, batches } = await this.#between(session, to - span + 1, to);
      yield* batches.reverse();
      to = before;
    }
  }

  /** The batches from `from` to `to`, oldest first, and the version before them; there must be one with version `to`. */
  async #between(session: SessionName, from: StreamVersion, to: StreamVersion) {
    const found = await this.#pushed(session, Math.max(1, from), to);
    // The pass broke off: one batch, asked for, is progress.
    if (found.length === 0) found.push(await this.#next(session, new BatchChain(session, to - 1)));
    const before = found[0]?.prev ?? 0;
    const chain = new BatchChain(session, before);
    const batches = found.map((batch) => chain.take(batch));
    if (chain.version !== to) throw chain.reset();
    return { before, batches };
  }

  /** What the server pushes of these batches; nothing if a pass brings none before the last one. */
  async #pushed(session: SessionName, from: StreamVersion, to: StreamVersion): Promise<ChainedBatch[]> {
    const found: ChainedBatch[] = [];
    for (let start = from; start <= to; ) {
      const next = await this.#pushedFrom(session, start, to);
      found.push(...next);
      const last = next.at(-1)?.version;
      if (last === to) return found;
      if (last === undefined) break;
      start = last + 1;
    }
    return [];
  }

  /** What one pass brings of these batches. */
  async #pushedFrom(session: SessionName, from: StreamVersion, to: StreamVersion): Promise<ChainedBatch[]> {
    const connection = await this.#stream.connections.get();
    const found: ChainedBatch[] = [];
    try {
      const { signal } = new AbortController();
      for await (const message of orderedMessages(connection, subjectOf(session), from, signal)) {
        if (message === 'idle' || message.sequence > to || isEnd(message.headers)) break;
        found.push(decodeBatch(session, message.sequence, message.data));
        if (message.sequence === to) break;
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
    return found;
  }

  /**
   * Implements the port. Waits for a lost connection to be restored or replaced. Throws `STREAM.RESET` like `read`, at the
   * latest with the first batch after the reset.
   */
  subscribe(session: SessionName, after: StreamVersion, signal: AbortSignal): AsyncGenerator<EventBatch> {
    return untilAborted(this.#follow(session, after, signal), signal);
  }

  async *#follow(
    session: SessionName,
    after: StreamVersion,
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    let version = after;
    const options = { forever: signal };
    for (let failures = 0; !signal.aborted && failures < PASSES_WITHOUT_PROGRESS; failures++) {
      try {
        for await (const batch of this.#read(session, version, options)) {
          yield batch;
          version = batch.version;
        }
        for await (const batch of this.#pass(session, new BatchChain(session, version), signal, options)) {
          failures = 0;
          if (batch === 'idle') continue;
          yield batch;
          version = batch.version;
        }
      } catch (error) {
        const cause = error instanceof Interrupted ? error.cause : error;
        if (this.#stream.connections.mayReturn(cause)) failures = 0;
        else if (!(error instanceof Interrupted)) throw error;
      }
      if (!signal.aborted) await pause();
    }
    if (signal.aborted) return;
    throw new AdapterError(
      'STORE.UNREACHABLE',
      `cannot follow session "${session}": the NATS server delivers no messages`,
    );
  }

  async list(): Promise<SessionName[]> {
    return [...(await this.versions()).keys()];
  }

  async versions(): Promise<ReadonlyMap<SessionName, StreamVersion>> {
    return (await this.#run('list the sessions', survey)).versions;
  }

  async delete(session: SessionName): Promise<void> {
    await this.#run(
      `delete session "${session}"`,
      async (connection) => {
        await removeCopies(connection, session);
        await connection.manager.streams.purge(STREAM, { filter: subjectOf(session) });
      },
      { isWrite: true },
    );
  }

  async rename(from: SessionName, to: SessionName): Promise<void> {
    await this.#run(`rename session "${from}"`, (connection) => renameSession(connection, { from, to }), {
      isWrite: true,
    });
  }

  /** Yields batches as the server pushes them. Ends when `signal` aborts. Throws `Interrupted` when the pass breaks off. */
  async *#pass(
    session: SessionName,
    chain: BatchChain,
    signal: AbortSignal,
    options: RequestOptions,
  ): AsyncGenerator<EventBatch | 'idle'> {
    const connection = await this.#stream.connections.get(options);
    const messages = orderedMessages(connection, subjectOf(session), chain.version + 1, signal);
    for await (const message of messages) {
      if (message === 'idle') yield message;
      else if (isEnd(message.headers)) throw chain.reset();
      else yield chain.take(decodeBatch(session, message.sequence, message.data));
    }
  }

  /** Returns the session's last version. Returns 0 for a renamed session, and removes what the rename left of it. */
  async #lastVersion(session: SessionName, options: RequestOptions): Promise<StreamVersion> {
    const request = async (connection: Connection): Promise<StreamVersion> => {
      const last = await lastMessage(connection, session);
      if (!last) return 0;
      if (isEnd(last.header)) {
        await removeEnded(connection, session, last.seq);
        return 0;
      }
      const source = await unfinishedSource(connection, last);
      if (source === undefined) return last.seq;
      throw new ApplicationError(
        'SESSION.UNFINISHED',
        `renaming session "${source}" to "${session}" is not finished`,
        { remedy: `finish it with \`iteratr sessions rename ${source} ${session}\`` },
      );
    };
    return this.#run(`read session "${session}"`, request, options);
  }

  async #next(session: SessionName, chain: BatchChain, options: RequestOptions = {}): Promise<ChainedBatch> {
    const next = await this.#run(
      `read session "${session}"`,
      (connection) => fetchBatch(connection, session, chain.version + 1),
      options,
    );
    if (!next) throw chain.reset();
    return next;
  }

  #run<T>(
    doing: string,
    request: (connection: Connection) => Promise<T>,
    options: RequestOptions = {},
  ): Promise<T> {
    return this.#stream.run(doing, request, options);
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
