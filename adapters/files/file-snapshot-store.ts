// Snapshots and summaries as one JSON file per session: a cache, which may be deleted at any time.
import { rm } from 'node:fs/promises';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Snapshot, SnapshotStore } from '../../application/ports/snapshot-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { makeOwnDirectory, ownPath } from '../data-dir/own-path.ts';
import { replaceFile } from './replace-file.ts';
import { sessionFileName } from './session-file.ts';

/** In bytes: more than a session of many thousand tasks takes. */
const LIMIT = 512 * 1024 * 1024;

export interface FileSnapshotStoreOptions {
  readonly dataDir: string;
  /** The folder of the data directory for the files, made at the first save. */
  readonly folder: 'snapshots' | 'summaries';
  readonly logger: Logger;
}

export class FileSnapshotStore implements SnapshotStore {
  readonly #dataDir: string;
  readonly #folder: string;
  readonly #logger: Logger;

  constructor({ dataDir, folder, logger }: FileSnapshotStoreOptions) {
    this.#dataDir = dataDir;
    this.#folder = folder;
    this.#logger = logger;
  }

  /** A file that cannot be read, or is no snapshot, counts as none. */
  async load(session: SessionName): Promise<Snapshot | undefined> {
    const file = fileOf(session);
    try {
      const text = readOwnFile(this.#dataDir, [this.#folder, file], LIMIT);
      if (text === undefined) return undefined;
      const value: unknown = JSON.parse(text);
      if (isSnapshot(value, session)) {
        const { version, catalogue, state } = value;
        return { version, catalogue, state };
      }
      this.#logger.warn('a snapshot file is not understood and is ignored', { file });
    } catch (error) {
      this.#logger.warn('a snapshot cannot be read and is ignored', { file, error });
    }
    return undefined;
  }

  /** A reader sees the old snapshot or the new one, never a part. */
  async save(session: SessionName, { version, catalogue, state }: Snapshot): Promise<void> {
    const file = fileOf(session);
    try {
      makeOwnDirectory(this.#dataDir, this.#folder);
      await replaceFile(
        ownPath(this.#dataDir, this.#folder, file),
        JSON.stringify({ session, version, catalogue, state }),
      );
    } catch (error) {
      this.#logger.warn('a snapshot could not be saved; loading will take longer', { file, error });
    }
  }

  async delete(session: SessionName): Promise<void> {
    const file = fileOf(session);
    try {
      await rm(ownPath(this.#dataDir, this.#folder, file), { force: true });
    } catch (error) {
      this.#logger.warn('a snapshot could not be deleted', { file, error });
    }
  }
}

function fileOf(session: SessionName): string {
  return `${sessionFileName(session)}.json`;
}

/** The session is compared, since "api.json" and "API.json" are one file on many a disk. */
function isSnapshot(value: unknown, expected: SessionName): value is Snapshot {
  const { session, version, catalogue, state } = (value ?? {}) as Record<string, unknown>;
  return (
    session === expected &&
    Number.isSafeInteger(version) &&
    (version as number) >= 0 &&
    typeof catalogue === 'string' &&
    state !== undefined
  );
}
