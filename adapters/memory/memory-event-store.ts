// Stores sessions in memory: for tests, and for a harness that needs no server.
import { ApplicationError } from '../../application/errors.ts';
import type {
  EventBatch,
  EventStore,
  SessionDirectory,
  StreamVersion,
} from '../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

interface StoredBatch extends EventBatch {
  /** The session's version before this batch. */
  readonly prev: StreamVersion;
}

/**
 * A single sequence numbers the batches of all sessions, as on a real server: a session's versions have gaps, and continue to
 * grow after a deletion.
 */
export class MemoryEventStore implements EventStore, SessionDirectory {
  readonly #sessions = new Map<SessionName, StoredBatch[]>();
  readonly #versionsById = new Map<string, StreamVersion>();
  readonly #waiting = new Set<() => void>();
  #sequence = 0;

  /** Implements the port. Throws a `TypeError` when `events` is empty. */
  async append(
    session: SessionName,
    events: readonly RecordedEvent[],
    expected: StreamVersion,
  ): Promise<StreamVersion> {
    const id = events[0]?.meta.id;
    if (id === undefined) throw new TypeError('an event batch needs at least one event');
    const known = this.#versionsById.get(id);
    if (known !== undefined) return known;
    const batches = this.#sessions.get(session) ?? [];
    const last = batches.at(-1)?.version ?? 0;
    if (last !== expected) {
      throw new ApplicationError(
        'CONFLICT',
        `session "${session}" has changed: it is at version ${last}, not ${expected}`,
      );
    }
    const version = ++this.#sequence;
    batches.push({ version, prev: expected, events: structuredClone(events) });
    this.#sessions.set(session, batches);
    this.#versionsById.set(id, version);
    for (const wake of [...this.#waiting]) wake();
    return version;
  }

  async *read(session: SessionName, after: StreamVersion): AsyncGenerator<EventBatch> {
    for (const { version, events } of this.#after(session, after)) {
      yield { version, events: structuredClone(events) };
    }
  }

  async *subscribe(
    session: SessionName,
    after: StreamVersion,
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    let version = after;
    // As on a real server, a watcher at the end of a stream learns of a deletion only with the next batch.
    let batches = this.#after(session, after);
    while (!signal.aborted) {
      for (const batch of batches) {
        if (signal.aborted) return;
        version = batch.version;
        yield { version, events: structuredClone(batch.events) };
      }
      batches = this.#newer(session, version);
      if (batches.length === 0) await this.#changed(signal);
      batches = this.#newer(session, version);
    }
  }

  async *readBack(session: SessionName, last: StreamVersion): AsyncGenerator<EventBatch> {
    const batches = this.#sessions.get(session) ?? [];
    const upTo = batches.findLastIndex(({ version }) => version === last);
    if (last > 0 && upTo < 0) throw resetError(session, last);
    for (const { version, events } of batches.slice(0, upTo + 1).reverse()) {
      yield { version, events: structuredClone(events) };
    }
  }

  async list(): Promise<SessionName[]> {
    return [...this.#sessions.keys()].sort();
  }

  async versions(): Promise<ReadonlyMap<SessionName, StreamVersion>> {
    const names = await this.list();
    return new Map(names.map((name) => [name, this.#sessions.get(name)?.at(-1)?.version ?? 0]));
  }

  async delete(session: SessionName): Promise<void> {
    for (const { events } of this.#sessions.get(session) ?? []) {
      if (events[0]) this.#versionsById.delete(events[0].meta.id);
    }
    this.#sessions.delete(session);
  }

  async rename(from: SessionName, to: SessionName): Promise<void> {
    const batches = this.#sessions.get(from);
    if (!batches) throw new ApplicationError('SESSION.NOT_FOUND', `there is no session "${from}"`);
    if (this.#sessions.has(to)) {
      throw new ApplicationError('SESSION.EXISTS', `there is already a session "${to}"`, {
        remedy: 'choose another name',
      });
    }
    const copies: StoredBatch[] = [];
    for (const { events } of batches) {
      const renamed = events.map(({ meta, event }) => ({ meta: { ...meta, session: to }, event }));
      copies.push({ version: ++this.#sequence, prev: copies.at(-1)?.version ?? 0, events: renamed });
    }
    this.#sessions.set(to, copies);
    this.#sessions.delete(from);
    for (const wake of [...this.#waiting]) wake();
  }

  #after(session: SessionName, after: StreamVersion): readonly StoredBatch[] {
    const last = this.#sessions.get(session)?.at(-1)?.version ?? 0;
    if (last < after) throw resetError(session, after);
    return this.#newer(session, after);
  }

  #newer(session: SessionName, after: StreamVersion): readonly StoredBatch[] {
    const batches = this.#sessions.get(session) ?? [];
    const start = firstAfter(batches, after);
    const first = batches[start];
    if (first && first.prev !== after) throw resetError(session, after);
    return batches.slice(start);
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }
}

/** Returns the index of the first batch after `after`, by binary search, because histories are long and tails short. */
function firstAfter(batches: readonly StoredBatch[], after: StreamVersion): number {
  let low = 0;
  let high = batches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((batches[middle]?.version ?? 0) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function resetError(session: SessionName, after: StreamVersion): ApplicationError {
  return new ApplicationError('STREAM.RESET', `session "${session}" was reset after version ${after}`);
}
