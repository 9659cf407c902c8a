// Renames a session. A subject cannot be renamed, so its batches are copied, an end message is appended to the old subject, and
// the old subject is removed. The end message decides: if the process is killed before it, the session keeps its old name, and
// the copy stays invisible. If it is killed after it, the session has its new name, and the next reader removes the old subject.
// Events written under the old name in the meantime are copied too, or refused.
import { headers, type MsgHdrs } from 'nats';
import { ApplicationError } from '../../application/errors.ts';
import type { StreamVersion } from '../../application/ports/event-store.port.ts';
import { encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { copyOfBatch } from './batch-codec.ts';
import type { Connection } from './connection.ts';
import { subjectOf } from './event-stream.ts';
import { lastMessage, nextMessage } from './fetch-batch.ts';
import { copyHeaders, copySource, hasOriginal, removeCopies } from './session-copies.ts';
import { isEnd, RENAMED_TO, removeEnded } from './session-end.ts';
import { API_ERROR, apiErrorCode } from './store-errors.ts';

/** How often another writer may be faster; each attempt copies the new batches. */
const MAX_ATTEMPTS = 200;

export interface Renaming {
  readonly from: SessionName;
  readonly to: SessionName;
}

/** Implements the port's `rename`. Continues where an interrupted call stopped. */
export async function renameSession(connection: Connection, renaming: Renaming): Promise<void> {
  const { from, to } = renaming;
  await removeCopies(connection, from, to);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const last = await lastMessage(connection, from);
    if (last && isEnd(last.header)) return removeEnded(connection, from, last.seq);
    const copied = await copiedSoFar(connection, renaming, last !== undefined);
    if (!last) {
      // An earlier attempt succeeded, but its answer was lost.
      if (copied.version > 0) return;
      throw new ApplicationError('SESSION.NOT_FOUND', `there is no session "${from}"`);
    }
    const end = await copyAndEnd(connection, renaming, copied);
    if (end !== undefined) return removeEnded(connection, from, end);
  }
  throw new ApplicationError('CONFLICT', `session "${from}" changes too fast to be renamed`, {
    remedy: 'try again',
  });
}

interface Copied {
  /** The last version of the copy. */
  readonly version: StreamVersion;
  /** The last version of the original that is in the copy. */
  readonly source: StreamVersion;
}

const NOTHING: Copied = { version: 0, source: 0 };

/** Returns how far the copy is. Throws `SESSION.EXISTS` when the new name holds anything but a copy of the session. */
async function copiedSoFar(connection: Connection, { from, to }: Renaming, exists: boolean): Promise<Copied> {
  const last = await lastMessage(connection, to);
  if (!last) return NOTHING;
  if (isEnd(last.header)) {
    await removeEnded(connection, to, last.seq);
    return NOTHING;
  }
  const source = copySource(last);
  const isCopy = source?.session === from && (!exists || (await hasOriginal(connection, source)));
  if (isCopy) return { version: last.seq, source: source.version };
  throw new ApplicationError('SESSION.EXISTS', `there is already a session "${to}"`, {
    remedy: 'choose another name',
  });
}

/** Copies the rest, appends the end message and returns its version; undefined to try again because of another writer. */
async function copyAndEnd(
  connection: Connection,
  { from, to }: Renaming,
  copied: Copied,
): Promise<StreamVersion | undefined> {
  let { version, source } = copied;
  for (let next = await nextMessage(connection, from, source); next; ) {
    if (isEnd(next.header)) return undefined;
    const payload = copyOfBatch(from, next.seq, next.data, { after: source, prev: version, session: to });
    const original = copyHeaders({ session: from, version: next.seq });
    const appended = await publish(connection, to, payload, version, original);
    if (appended === undefined) return undefined;
    version = appended;
    source = next.seq;
    next = await nextMessage(connection, from, source);
  }
  const end = headers();
  end.set(RENAMED_TO, encodedName(to));
  return publish(connection, from, new Uint8Array(), source, end);
}

/**
 * Publishes a message and returns its version; undefined when `expected` is not the last version. Sends no message id, because
 * the events' ids are already in use under the old name.
 */
async function publish(
  { jetstream }: Connection,
  session: SessionName,
  payload: Uint8Array,
  expected: StreamVersion,
  withHeaders: MsgHdrs,
): Promise<StreamVersion | undefined> {
  try {
    const options = { expect: { lastSubjectSequence: expected }, headers: withHeaders };
    return (await jetstream.publish(subjectOf(session), payload, options)).seq;
  } catch (error) {
    const code = apiErrorCode(error);
    if (code === API_ERROR.wrongLastSequence || code === API_ERROR.wrongLastSequenceForNow) return undefined;
    throw error;
  }
}
