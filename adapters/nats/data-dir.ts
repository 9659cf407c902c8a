// The data directory: made private, and kept out of version control, the first time it is needed.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';

/**
 * Makes the directory unless it exists; one that exists is left as it is. Returns its absolute path. Throws `DATA_DIR`,
 * saying why, when it cannot be made or written to.
 */
export function prepareDataDir(dataDir: string): string {
  const path = resolve(dataDir);
  return inDataDir(path, () => {
    if (makeDirectory(path)) writeFileSync(join(path, '.gitignore'), '*\n');
    return path;
  });
}

/**
 * With all above it; false when it exists. Not by Node's own recursion: that never ends where a file system answers that
 * the parent it has is missing, as /proc does.
 */
function makeDirectory(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return false;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
  }
  makeDirectory(dirname(path));
  return makeDirectory(path);
}

/** Runs something that works with files in the data directory; what the disk refuses becomes a `DATA_DIR` error. */
export function inDataDir<T>(dataDir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw dataDirError(dataDir, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write to it',
  ENOENT: 'no directory can be made there',
  EPERM: 'you have no permission to write to it',
  EROFS: 'it is on a read-only file system',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
};

function dataDirError(dataDir: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined) return cause;
  const reason = REASONS[code] ?? (cause as Error).message;
  return new AdapterError(
    'DATA_DIR',
    `the data directory ${dataDir} cannot be used: ${reason}; set another one with --data-dir or data_dir`,
    { cause },
  );
}
