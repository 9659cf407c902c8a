// Where the program keeps files that it can make again: only where nobody but the user can write.
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { isOurs } from './owner.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Yields the user's cache directory, and a temporary one in case there is no writable home directory. Creates each before it is yielded. */
export function* cacheDirectories(env: Variables): Generator<string> {
  const home = env.HOME || homedir();
  const cache = isAbsolute(env.XDG_CACHE_HOME ?? '') ? env.XDG_CACHE_HOME : join(home, '.cache');
  const places = [join(cache ?? '', 'iteratr'), join(tmpdir(), `iteratr-${process.geteuid?.() ?? 'cache'}`)];
  for (const directory of places) {
    if (isAbsolute(directory) && isPrivate(directory)) yield directory;
  }
}

/** Creates the directory if necessary. Returns false for a link, another user's directory, or if it cannot be created. */
function isPrivate(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const stat = lstatSync(directory);
    if (!stat.isDirectory() || !isOurs(stat.uid)) return false;
    if ((stat.mode & 0o077) !== 0) chmodSync(directory, 0o700);
    return true;
  } catch {
    return false;
  }
}

/** After this time without a change, a file was probably kept by a version that is no longer installed; in milliseconds. */
const UNUSED_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Writes a file of a cache directory, whole or not at all, also if the machine stops, and removes old files beside it. What cannot be
 * written is not kept: it can be made again.
 */
export function keepInCache(path: string, content: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    removeUnused(dirname(path));
  } catch {
    rmSync(temporary, { force: true });
  }
}

function removeUnused(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (Date.now() - statSync(path).mtimeMs > UNUSED_MS) rmSync(path, { force: true });
  }
}
