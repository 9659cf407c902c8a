// Single messages of the stream, asked of its leader: the newest there is, also on a cluster.
import type { MsgRequest, StoredMsg } from 'nats';
import type { StreamVersion } from '../../application/ports/event-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { type ChainedCommit, decodeCommit } from './commit-codec.ts';
import type { Connection } from './connection.ts';
import { STREAM, subjectOf } from './event-stream.ts';
import { API_ERROR, apiErrorCode } from './store-errors.ts';

/** The first commit at `from` or later. */
export async function fetchCommit(
  connection: Connection,
  session: SessionName,
  from: StreamVersion,
): Promise<ChainedCommit | undefined> {
  const message = await fetchMessage(connection, { seq: from, next_by_subj: subjectOf(session) });
  return message && decodeCommit(session, message.seq, message.data);
}

export async function fetchMessage(
  { manager }: Connection,
  query: MsgRequest | { readonly seq: number; readonly next_by_subj: string },
): Promise<StoredMsg | undefined> {
  try {
    // The client's type for this request leaves out the search by subject, which the server knows as well.
    return await manager.streams.getMessage(STREAM, query as MsgRequest);
  } catch (error) {
    if (apiErrorCode(error) === API_ERROR.noMessage) return undefined;
    throw error;
  }
}
