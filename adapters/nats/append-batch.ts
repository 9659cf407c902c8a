// Appends one batch after the version it was decided on, or says that somebody else came before.
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

/** How long a cluster may take to agree on a batch that is on its way. */
const PENDING_MS = 250;
const PENDING_POLL_MS = 20;

/**
 * Returns the version of the new batch; of a repetition with the same `id`, that which it has. Throws `CONFLICT` when the last
 * version is not `expected`, `STORE.WRITE` when the batch is too large.
 */
export async function appendBatch(
  connection: Connection,
  session: SessionName,
  events: readonly RecordedEvent[],
  { id, expected }: { readonly id: string; readonly expected: StreamVersion },
): Promise<StreamVersion> {
  const payload = encodeBatch(expected, events);
  requireRoom(connection, session, payload);
  const first = await publish(connection, session, payload, { id, expected });
  if (typeof first === 'number') return first;
  // A first try may have landed longer ago than the server remembers ids, or be landing now: it is the next one then.
  const next = await nextBatch(connection, session, expected, first.isPending);
  if (next?.prev === expected && next.events[0]?.meta.id === id) return next.version;
  // Nothing came of what was on its way.
  const isFree = next === undefined && first.isPending;
  const last = isFree ? await publish(connection, session, payload, { expected }) : first;
  if (typeof last === 'number') return last;
  throw new ApplicationError('CONFLICT', `session "${session}" has changed since version ${expected}`, {
    cause: last.error,
  });
}

/** Why an append was refused that somebody else came before, or may have. */
interface Refused {
  readonly error: unknown;
  /** Of a cluster: what came before is on its way, and not there yet. */
  readonly isPending: boolean;
}

/** The version of the batch. Without an `id` the server does not know a repetition, but the expected version still refuses it. */
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

/** The batch after `expected`; one that is on its way is waited for, as long as a cluster may take to agree on it. */
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
  // The message's headers count too.
  if (payload.length + 1_024 <= limit) return;
  throw new AdapterError(
    'STORE.WRITE',
    `this is too large for session "${session}": ${payload.length} bytes, the NATS server takes ${limit}`,
    { remedy: 'make it shorter' },
  );
}
