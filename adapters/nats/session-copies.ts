// Copies of sessions under the names they are to get: nobody sees one before it is complete.
import { headers, type MsgHdrs, type StoredMsg } from 'nats';
import type { StreamVersion } from '../../application/ports/event-store.port.ts';
import { decodedName, encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Connection } from './connection.ts';
import { ALL_SESSIONS, STREAM, sessionOf, subjectOf } from './event-stream.ts';
import { fetchMessage, lastMessage } from './fetch-batch.ts';
import { isEnd } from './session-end.ts';

/** On every message of a copy: `<session> <version>`, of what it is the copy. */
const COPY_OF = 'Iteratr-Copy-Of';

export interface CopySource {
  readonly session: SessionName;
  readonly version: StreamVersion;
}

export function copyHeaders({ session, version }: CopySource): MsgHdrs {
  const all = headers();
  all.set(COPY_OF, `${encodedName(session)} ${version}`);
  return all;
}

/** undefined for a message that was recorded where it is. */
export function copySource({ header }: StoredMsg): CopySource | undefined {
  const [encoded = '', version] = header.get(COPY_OF).split(' ');
  const session = decodedName(encoded);
  return session && version ? { session, version: Number(version) } : undefined;
}

/** Whether the original is still there. After a deletion its version is not given again. */
export async function hasOriginal(
  connection: Connection,
  { session, version }: CopySource,
): Promise<boolean> {
  const original = await fetchMessage(connection, { seq: version });
  return original?.subject === subjectOf(session);
}

/** The session that is being copied, where `last` is the last message of a copy that is not complete. */
export async function unfinishedSource(
  connection: Connection,
  last: StoredMsg,
): Promise<SessionName | undefined> {
  const source = copySource(last);
  if (!source || !(await hasOriginal(connection, source))) return undefined;
  const sourceLast = await lastMessage(connection, source.session);
  return sourceLast && !isEnd(sourceLast.header) ? source.session : undefined;
}

export interface Survey {
  /** The last version of each session, sorted by name. */
  readonly versions: ReadonlyMap<SessionName, StreamVersion>;
  readonly unfinished: readonly { readonly name: SessionName; readonly source: SessionName }[];
}

export async function survey(connection: Connection): Promise<Survey> {
  const info = await connection.manager.streams.info(STREAM, { subjects_filter: ALL_SESSIONS });
  const subjects = Object.keys(info.state.subjects ?? {});
  const looks = await Promise.all(
    subjects.map(async (subject) => {
      const name = sessionOf(subject);
      if (name === undefined) return undefined;
      const last = await lastMessage(connection, name);
      if (!last || isEnd(last.header)) return undefined;
      return { name, version: last.seq, source: await unfinishedSource(connection, last) };
    }),
  );
  const found = looks.filter((look) => look !== undefined);
  return {
    versions: new Map(
      found
        .filter(({ source }) => source === undefined)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, version }) => [name, version]),
    ),
    unfinished: found.flatMap(({ name, source }) => (source === undefined ? [] : [{ name, source }])),
  };
}

/** Removes the unfinished copies of a session: all, or all but that under one name. */
export async function removeCopies(
  connection: Connection,
  session: SessionName,
  except?: SessionName,
): Promise<void> {
  const { unfinished } = await survey(connection);
  for (const { name, source } of unfinished) {
    if (source !== session || name === except) continue;
    await connection.manager.streams.purge(STREAM, { filter: subjectOf(name) });
  }
}
