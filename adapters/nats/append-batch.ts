// Appends one event batch after the version it was decided on, or reports that another writer was faster.
import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError, ApplicationError } from '../../application/errors.ts';
import type { StreamVersion } from '../../application/ports/event-store.port.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { type ChainedBatch, encodeBatch } from './batch-codec.ts';
import type { Connection } from './connection.ts';
import { subjectOf } from './event-stream.ts';
import { fetchBatch } from './fetch-batch.ts';
import { API_ERROR, apiErrorCode } from './store-errors.ts';

/** How long a cluster may take to agree on a pending batch. */
const PENDING_MS = 250;
const PENDING_POLL_MS = 20;

/**
 * Appends the batch and returns its version. A repetition with the same `id` returns the version of the first append. Throws
 * `CONFLICT` when the last version is not `expected`, `STORE.WRITE` when the batch is too large, and the server's error while a
 * cluster has not decided on a pending append.
 */
export async function appendBatch(
  connection: Connection,
  session: SessionName,
  events: readonly RecordedEvent[],
  { id, expected }: { readonly id: string; readonly expected: StreamVersion },
): Promise<StreamVersion> {
  const payload = encodeBatch(expected, events);
  requireRoom(connection, session, payload);
  let undecided: unknown;
  // The second time without the id: the server may know it from an append that has failed.
  for (const options of [{ id, expected }, { expected }]) {
    const appended = await publish(connection, session, payload, options);
    if (typeof appended === 'number') return appended;
    // An earlier attempt may have been stored before the server forgot its id, or is being stored now. Then it is the next batch.
    const next = await nextBatch(connection, session, expected, appended.isPending);
    if (next?.prev === expected && next.events[0]?.meta.id === id) return next.version;
    if (next !== undefined || !appended.isPending) throw conflict(session, expected, appended.error);
    undecided = appended.error;
  }
  // The pending append can be an earlier attempt of this one, so it is no conflict until the cluster has decided.
  throw undecided;
}

function conflict(session: SessionName, expected: StreamVersion, cause: unknown): ApplicationError {
  return new ApplicationError('CONFLICT', `session "${session}" has changed since version ${expected}`, {
    cause,
  });
}

/** An append that the server refused because another writer was faster, or may have been. */
interface Refused {
  readonly error: unknown;
  /** On a cluster: the other append is pending, not yet stored. */
  readonly isPending: boolean;
}

/** Publishes the batch and returns its version. Without an `id`, only the expected version prevents a repetition. */
async function publish(
  { jetstream }: Connection,
  session: SessionName,
  payload: Uint8Array,
  { id, expected }: { readonly id?: string; readonly expected: StreamVersion },
): Promise<StreamVersion | Refused> {
  try {
    const expect = { lastSubjectSequence: expected };
    const ack = await jetstream.publish(subjectOf(session), payload, { expect, ...(id && { msgID: id }) });
    return ack.seq;
  } catch (error) {
    const code = apiErrorCode(error);
    if (code === API_ERROR.wrongLastSequence) return { error, isPending: false };
    if (code === API_ERROR.wrongLastSequenceForNow || code === API_ERROR.messageIdInProcess) {
      return { error, isPending: true };
    }
    throw error;
  }
}

/** Returns the batch after `expected`. Waits for a pending one as long as a cluster may take to agree on it. */
async function nextBatch(
  connection: Connection,
  session: SessionName,
  expected: StreamVersion,
  isPending: boolean,
): Promise<ChainedBatch | undefined> {
  for (const deadline = Date.now() + (isPending ? PENDING_MS : 0); ; await sleep(PENDING_POLL_MS)) {
    const next = await fetchBatch(connection, session, expected + 1);
    if (next || Date.now() >= deadline) return next;
  }
}

function requireRoom({ nats }: Connection, session: SessionName, payload: Uint8Array): void {
  const limit = nats.info?.max_payload ?? Number.POSITIVE_INFINITY;
  // The limit includes the message's headers.
  if (payload.length + 1_024 <= limit) return;
  throw new AdapterError(
    'STORE.WRITE',
    `this is too large for session "${session}": ${payload.length} bytes, and the NATS server accepts ${limit}`,
    { remedy: 'make it shorter' },
  );
}
