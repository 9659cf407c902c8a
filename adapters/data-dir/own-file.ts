// Reads and appends to files of the data directory without following links, blocking on pipes, or filling the memory.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { ownPath, refusedEntry } from './own-path.ts';
import { isOurs } from './owner.ts';

/** Far more than a lock, run or process record needs. */
const SMALL = 1024 * 1024;
const { O_APPEND, O_CREAT, O_RDONLY, O_WRONLY } = constants;
/** These flags do not exist on Windows. */
const CAREFULLY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Returns the text of a file; undefined if it does not exist. Throws `DATA_DIR.REFUSED` if it is not a file, is another user's,
 * or is longer than `limit` bytes. Also throws file system errors.
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

/** Returns the text of a file; undefined if it does not exist or `readOwnFile` throws. */
export function ownTextOf(dataDir: string, ...names: readonly string[]): string | undefined {
  try {
    return readOwnFile(dataDir, names);
  } catch {
    return undefined;
  }
}

/**
 * Opens a file for appending, and creates it if necessary. Throws `DATA_DIR.REFUSED` for a hard link too, because its other name
 * may be anywhere. The caller closes it.
 */
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

/** Opens a file to read as a stream; returns undefined if it does not exist. The caller closes it. */
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
  if (!stat.isFile()) throw refusedEntry(path, 'is not a file');
  if (!isOurs(stat.uid)) throw refusedEntry(path, `belongs to another user (uid ${stat.uid})`);
  return stat;
}
