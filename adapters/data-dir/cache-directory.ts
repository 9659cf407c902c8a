// Where the program keeps files that it can make again: only where nobody but the user can write.
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
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
