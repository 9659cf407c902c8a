// The message that ends a session under one name, because it continues under another.
import type { MsgHdrs } from 'nats';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Connection } from './connection.ts';
import { STREAM, subjectOf } from './event-stream.ts';

/** The header that such a message has. */
export const RENAMED_TO = 'Iteratr-Renamed-To';

export function isEnd(header: MsgHdrs | undefined): boolean {
  return header?.has(RENAMED_TO) ?? false;
}

/** Removes what is left under the old name; `end` is the version of the message. Safe to repeat, and to do at once. */
export async function removeEnded({ manager }: Connection, session: SessionName, end: number): Promise<void> {
  const filter = subjectOf(session);
  // The message itself goes last: without it the rest would be a session again.
  await manager.streams.purge(STREAM, { filter, seq: end });
  await manager.streams.purge(STREAM, { filter, seq: end + 1 });
}
