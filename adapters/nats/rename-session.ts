// Gives a session another name. A subject cannot be renamed: its batches are copied, the old subject is ended by a message
// of its own, and then removed. That message is the moment that counts. What is killed before it leaves the session under
// its old name, and a copy that nobody sees; what is killed after it leaves the session under its new name, and a subject
// that the next reader removes. Who writes under the old name meanwhile is copied too, or refused.
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

/** Other writers can come first this often; each time the copy has come further. */
const MAX_ATTEMPTS = 200;

export interface Renaming {
  readonly from: SessionName;
  readonly to: SessionName;
}

/** As the port says. Continues where an earlier call was cut off. */
export async function renameSession(connection: Connection, renaming: Renaming): Promise<void> {
  const { from, to } = renaming;
  await removeCopies(connection, from, to);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const last = await lastMessage(connection, from);
    if (last && isEnd(last.header)) return removeEnded(connection, from, last.seq);
    const copied = await copiedSoFar(connection, renaming, last !== undefined);
    if (!last) {
      // It was done already, and the answer was lost.
      if (copied.version > 0) return;
      throw new ApplicationError('SESSION.NOT_FOUND', `there is no session "${from}"`);
    }
    const end = await copyAndEnd(connection, renaming, copied);
    if (end !== undefined) return removeEnded(connection, from, end);
  }
  throw new ApplicationError('CONFLICT', `session "${from}" changes too fast: try again`);
}

interface Copied {
  /** The last version of the copy. */
  readonly version: StreamVersion;
  /** The version of the original it was made of. */
  readonly source: StreamVersion;
}

const NOTHING: Copied = { version: 0, source: 0 };

/** Throws `SESSION.EXISTS` when there is anything but a copy of the session under the new name. */
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
  throw new ApplicationError('SESSION.EXISTS', `there is a session "${to}" already: choose another name`);
}

/** The version of the end; undefined when somebody else wrote meanwhile, and it has to be looked at again. */
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

/** Without a message id: the events have theirs under the old name. undefined when `expected` is not the last version. */
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
