// The rule for every path in the data directory: no symbolic link on the way, nothing of another user, no foreign name.
import { existsSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';

/** The error for what is not ours. `found` names the path and what is wrong with it, `remedy` what to do. */
export function refused(found: string, remedy: string): AdapterError {
  return new AdapterError('DATA_DIR.REFUSED', found, { remedy });
}

/**
 * The path of something in the data directory, whether it exists or not. Throws `DATA_DIR.REFUSED` when a name is no plain
 * name, when the data directory or anything on the way is a symbolic link or belongs to another user, or when the last
 * part is neither a file nor a directory.
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

/** The same for a directory that is made, for the user alone, where there is none. Throws also what the file system does. */
export function makeOwnDirectory(dataDir: string, ...names: readonly string[]): string {
  const path = ownPath(dataDir, ...names);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** Whether it is there and is ours; a link, a foreign or a special file counts as not there. */
export function isOwnDirectory(dataDir: string, ...names: readonly string[]): boolean {
  try {
    return entryAt(ownPath(dataDir, ...names))?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** Names in a directory; none where there is none. Throws `DATA_DIR.REFUSED` as `ownPath` does. */
export function namesInOwn(dataDir: string, ...names: readonly string[]): string[] {
  const path = ownPath(dataDir, ...names);
  try {
    return readdirSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** One that does not exist yet is fine. What is no directory is left to the caller. */
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

/** Throws `DATA_DIR.REFUSED` unless it is a file or a directory of this user. */
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

/** Undefined when there is nothing. Does not follow links. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

export function isOurs(uid: number): boolean {
  return process.geteuid === undefined || uid === process.geteuid();
}

function plainName(directory: string, name: string): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name)) return name;
  throw refused(
    `${JSON.stringify(name)} is no name of a file in ${directory}`,
    'delete the file that names it, or the data directory',
  );
}

/**
 * Links above the project are the user's own, such as a linked home. Those between the project and the data directory may
 * have come with the project. The project may be reached through links: it is known by its inode.
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

/** The nearest directory that holds a repository, from the working directory upwards; else that itself. */
function projectFolder(): string {
  const cwd = process.cwd();
  const found = known.get(cwd) ?? repositoryAbove(cwd) ?? cwd;
  known.set(cwd, found);
  return found;
}

/** Undefined when neither the directory nor one above it holds a repository. */
export function repositoryAbove(directory: string): string | undefined {
  for (let path = directory; ; path = dirname(path)) {
    if (existsSync(join(path, '.git'))) return path;
    if (path === dirname(path)) return undefined;
  }
}
