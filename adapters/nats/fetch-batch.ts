// Fetches single messages from the stream's leader, so that they are current on a cluster, too.
import type { MsgRequest, StoredMsg } from 'nats';
import type { StreamVersion } from '../../application/ports/event-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { type ChainedBatch, decodeBatch } from './batch-codec.ts';
import type { Connection } from './connection.ts';
import { subjectOf } from './event-stream.ts';
import { isEnd } from './session-end.ts';
import { API_ERROR, apiErrorCode } from './store-errors.ts';
import { STREAM } from './stream-name.ts';

/** Returns the first batch at version `from` or later; undefined if there is none or the session has been renamed. */
export async function fetchBatch(
  connection: Connection,
  session: SessionName,
  from: StreamVersion,
): Promise<ChainedBatch | undefined> {
  const message = await nextMessage(connection, session, from - 1);
  if (!message || isEnd(message.header)) return undefined;
  return decodeBatch(session, message.seq, message.data);
}

/** Returns the first message after a version, of any kind; undefined if there is none. */
export function nextMessage(
  connection: Connection,
  session: SessionName,
  after: StreamVersion,
): Promise<StoredMsg | undefined> {
  return fetchMessage(connection, { seq: after + 1, next_by_subj: subjectOf(session) });
}

export function lastMessage(connection: Connection, session: SessionName): Promise<StoredMsg | undefined> {
  return fetchMessage(connection, { last_by_subj: subjectOf(session) });
}

export async function fetchMessage(
  { manager }: Connection,
  query: MsgRequest | { readonly seq: number; readonly next_by_subj: string },
): Promise<StoredMsg | undefined> {
  try {
    // The client's type for this request lacks the search by subject, which the server supports.
    return await manager.streams.getMessage(STREAM, query as MsgRequest);
  } catch (error) {
    if (apiErrorCode(error) === API_ERROR.noMessage) return undefined;
    throw error;
  }
}
