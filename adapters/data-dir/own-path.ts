// Checks every path in the data directory: no symbolic links in it, nothing of another user, and only plain names.
import { lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import { gitRootOf } from './git-root.ts';
import { isOurs } from './owner.ts';

/** Returns the error for something that is not ours. `found` names the path and what is wrong with it. */
export function refused(found: string, remedy: string): AdapterError {
  return new AdapterError('DATA_DIR.REFUSED', found, { remedy });
}

/**
 * Returns a path in the data directory, whether it exists or not. Throws `DATA_DIR.REFUSED` when a name is not a plain name,
 * when the data directory or any part of the path is a symbolic link or belongs to another user, or when a part is neither a
 * file nor a directory.
 */
export function ownPath(dataDir: string, ...names: readonly string[]): string {
  requireOwnDirectory(dataDir);
  let path = resolve(dataDir);
  for (const name of names) {
    path = join(path, plainName(path, name));
    const stat = entryAt(path);
    if (stat) requireOwn(path, stat);
  }
  return path;
}

/**
 * Creates the directory, private to the user, unless it exists. Never creates the data directory: one that was removed must not
 * come back by halves. Throws like `ownPath`, and file system errors.
 */
export function makeOwnDirectory(dataDir: string, ...names: readonly string[]): string {
  const path = ownPath(dataDir, ...names);
  let parent = resolve(dataDir);
  for (const name of names) {
    parent = join(parent, name);
    try {
      mkdirSync(parent, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return path;
}

/** Returns whether it is an existing directory of ours. Returns false for a link or special file, or another user's. */
export function isOwnDirectory(dataDir: string, ...names: readonly string[]): boolean {
  try {
    return entryAt(ownPath(dataDir, ...names))?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** Returns the names in a directory; none if it does not exist. Throws `DATA_DIR.REFUSED` like `ownPath`. */
export function namesInOwn(dataDir: string, ...names: readonly string[]): string[] {
  const path = ownPath(dataDir, ...names);
  try {
    return readdirSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/**
 * Throws `DATA_DIR.REFUSED` when the directory is a symbolic link, is reached through one in the project, or belongs to another
 * user. Does not throw if it does not exist or is not a directory.
 */
export function requireOwnDirectory(dataDir: string): void {
  const path = resolve(dataDir);
  for (const part of partsToCheck(path)) {
    if (!entryAt(part)?.isSymbolicLink()) continue;
    const found =
      part === path
        ? `the data directory ${path} is a symbolic link`
        : `the data directory ${path} cannot be used: ${part} is a symbolic link`;
    throw refused(found, 'delete the link, or set another directory with --data-dir or data_dir');
  }
  const uid = entryAt(path)?.uid;
  if (uid === undefined || isOurs(uid)) return;
  throw refused(
    `the data directory ${path} belongs to another user (uid ${uid})`,
    'set one of your own with --data-dir or data_dir',
  );
}

/** Throws `DATA_DIR.REFUSED` unless it is a file or directory of this user. */
export function requireOwn(path: string, stat: Pick<Stats, keyof Stats>): void {
  if (stat.isSymbolicLink()) throw refusedEntry(path, 'is a symbolic link');
  if (!stat.isFile() && !stat.isDirectory()) throw refusedEntry(path, 'is neither a file nor a directory');
  if (!isOurs(stat.uid)) throw refusedEntry(path, `belongs to another user (uid ${stat.uid})`);
}

export function refusedEntry(path: string, what: string): AdapterError {
  return refused(
    `${path} ${what}, which iteratr does not use in its data directory`,
    'delete it and try again',
  );
}

/** Returns the entry at a path without following links; undefined if there is none. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function plainName(directory: string, name: string): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)) return name;
  throw refused(
    `${JSON.stringify(name)} is not a file name for ${directory}`,
    'delete the file that names it, or the data directory',
  );
}

/**
 * Returns the parts of the path that must not be links: those below the project, because such links may have come with the
 * project. Links above the project, such as a linked home directory, are the user's own. The project itself may be reached
 * through links, so it is recognised by its inode.
 */
function partsToCheck(path: string): readonly string[] {
  const project = entryAt(projectFolder());
  const parts: string[] = [];
  for (let part = path; ; part = dirname(part)) {
    const stat = entryAt(part);
    if (stat && project && stat.ino === project.ino && stat.dev === project.dev) return parts;
    if (part === dirname(part)) return [path];
    parts.push(part);
  }
}

const known = new Map<string, string>();

/** Returns the nearest directory with a repository, from the working directory upwards; otherwise the working directory. */
function projectFolder(): string {
  const cwd = process.cwd();
  const found = known.get(cwd) ?? gitRootOf(cwd) ?? cwd;
  known.set(cwd, found);
  return found;
}
