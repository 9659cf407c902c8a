// Snapshots as one JSON file per session: a cache, which may be deleted at any time.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Snapshot, SnapshotStore } from '../../application/ports/snapshot-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { replaceFile } from './replace-file.ts';
import { sessionFileName } from './session-file.ts';

export interface FileSnapshotStoreOptions {
  /** Snapshots lie in its `snapshots/`, made at the first save. */
  readonly dataDir: string;
  readonly logger: Logger;
}

export class FileSnapshotStore implements SnapshotStore {
  readonly #directory: string;
  readonly #logger: Logger;

  constructor({ dataDir, logger }: FileSnapshotStoreOptions) {
    this.#directory = join(dataDir, 'snapshots');
    this.#logger = logger;
  }

  /** A file that cannot be read, or is no snapshot, counts as none. */
  async load(session: SessionName): Promise<Snapshot | undefined> {
    const file = this.#file(session);
    try {
      const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (isSnapshot(value, session)) {
        const { version, catalogue, state } = value;
        return { version, catalogue, state };
      }
      this.#logger.warn('a snapshot file is not understood and is ignored', { file });
    } catch (error) {
      if (!isMissing(error)) this.#logger.warn('a snapshot cannot be read and is ignored', { file, error });
    }
    return undefined;
  }

  /** Whoever reads sees the old snapshot or the new one, never a part. */
  async save(session: SessionName, { version, catalogue, state }: Snapshot): Promise<void> {
    const file = this.#file(session);
    try {
      await replaceFile(file, JSON.stringify({ session, version, catalogue, state }));
    } catch (error) {
      this.#logger.warn('a snapshot could not be saved; loading will take longer', { file, error });
    }
  }

  async delete(session: SessionName): Promise<void> {
    const file = this.#file(session);
    try {
      await rm(file, { force: true });
    } catch (error) {
      this.#logger.warn('a snapshot could not be deleted', { file, error });
    }
  }

  #file(session: SessionName): string {
    return join(this.#directory, `${sessionFileName(session)}.json`);
  }
}

/** The session is compared, since "api.json" and "API.json" are one file on many a disk. */
function isSnapshot(value: unknown, expected: SessionName): value is Snapshot {
  const { session, version, catalogue, state } = (value ?? {}) as Record<string, unknown>;
  return (
    session === expected &&
    Number.isSafeInteger(version) &&
    typeof catalogue === 'string' &&
    state !== undefined
  );
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
