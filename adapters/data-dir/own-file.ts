// Files of the data directory, read and appended to without following links, waiting for pipes or filling the memory.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { isOurs, ownPath, refusedEntry } from './own-path.ts';

/** Far above what a lock, a run or a process needs. */
const SMALL = 1024 * 1024;
const { O_APPEND, O_CREAT, O_RDONLY, O_WRONLY } = constants;
/** Not on Windows. */
const CAREFULLY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * The text of a file; undefined when there is none. Throws `DATA_DIR.REFUSED` for what is no file of this user or is longer
 * than `limit` bytes, and what the file system throws.
 */
export function readOwnFile(dataDir: string, names: readonly string[], limit = SMALL): string | undefined {
  const path = ownPath(dataDir, ...names);
  const file = open(path, O_RDONLY);
  if (file === undefined) return undefined;
  try {
    const { size } = requireOwnFile(path, file);
    if (size > limit) throw refusedEntry(path, `has ${size} bytes, more than ${limit}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** The same for a file that may be anything: what cannot be read counts as not there. */
export function ownTextOf(dataDir: string, ...names: readonly string[]): string | undefined {
  try {
    return readOwnFile(dataDir, names);
  } catch {
    return undefined;
  }
}

/** Makes the file where there is none. A file with a second name is refused: the other name may be anywhere. */
export function openOwnFileToAppend(
  dataDir: string,
  ...names: readonly string[]
): { fd: number; size: number } {
  const path = ownPath(dataDir, ...names);
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | CAREFULLY, 0o600);
  try {
    const { size, nlink } = requireOwnFile(path, fd);
    if (nlink > 1) throw refusedEntry(path, 'is a hard link');
    return { fd, size };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Returns a file to read as a stream; undefined if there is none. The caller closes it. */
export function openOwnFile(dataDir: string, ...names: readonly string[]): number | undefined {
  const path = ownPath(dataDir, ...names);
  const fd = open(path, O_RDONLY);
  if (fd === undefined) return undefined;
  try {
    requireOwnFile(path, fd);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function open(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags | CAREFULLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw refusedEntry(path, 'is a symbolic link');
    throw error;
  }
}

function requireOwnFile(path: string, fd: number) {
  const stat = fstatSync(fd);
  if (!stat.isFile()) throw refusedEntry(path, 'is no file');
  if (!isOurs(stat.uid)) throw refusedEntry(path, `belongs to another user (uid ${stat.uid})`);
  return stat;
}
