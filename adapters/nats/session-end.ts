// The message that ends a session's old subject after the session was renamed.
import type { MsgHdrs } from 'nats';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Connection } from './connection.ts';
import { subjectOf } from './event-stream.ts';
import { STREAM } from './stream-name.ts';

/** The header of an end message. */
export const RENAMED_TO = 'Iteratr-Renamed-To';

export function isEnd(header: MsgHdrs | undefined): boolean {
  return header?.has(RENAMED_TO) ?? false;
}

/** Removes the old subject; `end` is the version of its end message. Safe to repeat, and to run concurrently. */
export async function removeEnded({ manager }: Connection, session: SessionName, end: number): Promise<void> {
  const filter = subjectOf(session);
  // Remove the end message last: without it the rest would be a session again.
  await manager.streams.purge(STREAM, { filter, seq: end });
  await manager.streams.purge(STREAM, { filter, seq: end + 1 });
}
