// Recognises and removes unfinished copies of sessions that are being renamed; readers see only complete copies.
import { headers, type MsgHdrs, type StoredMsg } from 'nats';
import type { StreamVersion } from '../../application/ports/event-store.port.ts';
import { decodedName, encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Connection } from './connection.ts';
import { ALL_SESSIONS, sessionOf, subjectOf } from './event-stream.ts';
import { fetchMessage, lastMessage } from './fetch-batch.ts';
import { isEnd } from './session-end.ts';
import { STREAM } from './stream-name.ts';

/** The header of every message of a copy: `<session> <version>` of the original. */
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

/** Returns what a message is a copy of; undefined for an original message. */
export function copySource({ header }: StoredMsg): CopySource | undefined {
  const [encoded = '', version] = header.get(COPY_OF).split(' ');
  const session = decodedName(encoded);
  return session && version ? { session, version: Number(version) } : undefined;
}

/** Returns whether the original still exists. Versions are not reused after a deletion. */
export async function hasOriginal(
  connection: Connection,
  { session, version }: CopySource,
): Promise<boolean> {
  const original = await fetchMessage(connection, { seq: version });
  return original?.subject === subjectOf(session);
}

/** Returns the session that is being copied if `last` is the last message of an unfinished copy; otherwise undefined. */
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

/** Returns the names of all sessions, and the unfinished copies. */
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

/** Removes the unfinished copies of a session, optionally except the one under a given name. */
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
