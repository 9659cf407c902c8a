// Stores snapshots and summaries as one JSON file per session: a cache that may be deleted at any time.
import { rm } from 'node:fs/promises';
import { parseJson } from '../../application/codec/parse-json.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Snapshot, SnapshotStore } from '../../application/ports/snapshot-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { makeOwnDirectory, ownPath } from '../data-dir/own-path.ts';
import { replaceFile } from './replace-file.ts';
import { sessionFileName } from './session-file.ts';

/** In bytes; more than a session with many thousands of tasks needs. */
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

  /** Returns the snapshot; undefined if the file is missing, unreadable or not a snapshot. */
  async load(session: SessionName): Promise<Snapshot | undefined> {
    const file = fileOf(session);
    try {
      const text = readOwnFile(this.#dataDir, [this.#folder, file], LIMIT);
      if (text === undefined) return undefined;
      const value: unknown = parseJson(text);
      if (isSnapshot(value, session)) {
        const { version, catalogue, state } = value;
        return { version, catalogue, state };
      }
      this.#logger.warn('ignored a snapshot with an unknown format', { file });
    } catch (error) {
      this.#logger.warn('ignored a snapshot that cannot be read', { file, error });
    }
    return undefined;
  }

  /** Saves the snapshot; readers see either the old or the new one, never a partial file. Never throws. */
  async save(session: SessionName, { version, catalogue, state }: Snapshot): Promise<void> {
    const file = fileOf(session);
    try {
      makeOwnDirectory(this.#dataDir, this.#folder);
      await replaceFile(
        ownPath(this.#dataDir, this.#folder, file),
        JSON.stringify({ session, version, catalogue, state }),
      );
    } catch (error) {
      this.#logger.warn('could not save a snapshot; loading will take longer', { file, error });
    }
  }

  async delete(session: SessionName): Promise<void> {
    const file = fileOf(session);
    try {
      await rm(ownPath(this.#dataDir, this.#folder, file), { force: true });
    } catch (error) {
      this.#logger.warn('could not delete a snapshot', { file, error });
    }
  }
}

function fileOf(session: SessionName): string {
  return `${sessionFileName(session)}.json`;
}

/** Also compares the session, because "api.json" and "API.json" are the same file on many disks. */
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
