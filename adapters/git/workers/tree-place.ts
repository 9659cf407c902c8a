// Where the work trees of workers are below `worktrees_dir`: `<repository>/<session>/<worker>`, and `<worker>.old-1` for one put aside.
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { decodedName, encodedName } from '../../../domain/session/encoded-name.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import { isWorkerName, type WorkerName } from '../../../domain/worker/worker.ts';

/** A longer name of a session is replaced by its digest. */
const MAX_NAME = 100;
const DIGEST = /^[0-9a-f]{32}$/;

/** Returns the name of the directory for a repository. `common`: the real path of git's directory that all its work trees share. */
export function repositoryFolder(common: string): string {
  const digest = createHash('sha256').update(common).digest('hex').slice(0, 12);
  return `${basename(dirname(common)) || 'repository'}-${digest}`;
}

export function sessionFolder(session: SessionName): string {
  const encoded = encodedName(session);
  return encoded.length <= MAX_NAME
    ? encoded
    : createHash('sha256').update(session).digest('hex').slice(0, 32);
}

/** Returns the name of a work tree that was put aside. `number`: from 1. */
export function asideName(tree: string, number: number): string {
  return `${tree}.old-${number}`;
}

export interface TreePlace {
  /** null: the session has a long name, which cannot be read from the directory. */
  readonly session: SessionName | null;
  readonly worker: WorkerName;
  readonly isAside: boolean;
}

/** Returns what a directory is for; undefined if it is not below `folder`, the directory for the repository, as those of workers are. */
export function placeOf(path: string, folder: string): TreePlace | undefined {
  if (basename(dirname(dirname(path))) !== folder) return undefined;
  const [, worker, aside] = /^(w\d+)(\.old-\d+)?$/.exec(basename(path)) ?? [];
  if (!isWorkerName(worker)) return undefined;
  const encoded = basename(dirname(path));
  const session = DIGEST.test(encoded) ? null : (decodedName(encoded) ?? null);
  return { session, worker, isAside: aside !== undefined };
}
