// Serves the agent's `fs/*` requests, only for files inside the work tree.
// https://agentclientprotocol.com/protocol/file-system
import { randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { FileRequestError, type LineRange, readLines } from './read-lines.ts';

/**
 * Returns the text of a file below `root`, or the requested lines of it, of which only those are loaded. Throws
 * `FileRequestError`, also for more than 10 MB.
 */
export async function readWorkTreeFile(root: string, path: string, range: LineRange = {}): Promise<string> {
  const target = await insideWorkTree(root, path);
  if (!target.exists) throw new FileRequestError(`no such file: ${path}`, { missing: true });
  return readLines(target.path, path, range);
}

/**
 * Creates or replaces a file below `root`, and its missing directories. Readers see either the old content or the new, never a
 * partial write. An existing file keeps its mode, and a link stays a link. Throws `FileRequestError`.
 */
export async function writeWorkTreeFile(root: string, path: string, content: string): Promise<void> {
  const target = await insideWorkTree(root, path);
  const mode = target.exists ? await demandRegularFile(target.path, path) : null;
  await mkdir(dirname(target.path), { recursive: true });
  const draft = join(dirname(target.path), `.${basename(target.path)}.${randomUUID()}.tmp`);
  try {
    await writeFile(draft, content, { flag: 'wx' });
    if (mode !== null) await chmod(draft, mode);
    await rename(draft, target.path);
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Returns the real path behind `path`, and throws unless it is below `root`. Resolves links up to the deepest part that
 * exists, so that no new file can be created through a link that leads out of the work tree. (Between this check and the
 * access, another process can replace a directory by a link; an agent that can do that has a shell and does not need this.)
 */
async function insideWorkTree(root: string, path: string): Promise<{ path: string; exists: boolean }> {
  const realRoot = await realpath(root);
  let existing = resolve(root, path);
  const missing: string[] = [];
  while (!(await exists(existing))) {
    missing.unshift(basename(existing));
    existing = dirname(existing);
  }
  const real = await realpath(existing).catch((cause: unknown) => {
    throw new FileRequestError(`${path} is a broken link`, { cause });
  });
  const target = join(real, ...missing);
  const within = relative(realRoot, target);
  if (within === '..' || within.startsWith(`..${sep}`) || resolve(realRoot, within) !== target) {
    throw new FileRequestError(`${path} is outside the work tree ${root}; only files inside it can be used`);
  }
  return { path: target, exists: missing.length === 0 };
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    throw new FileRequestError(`cannot access ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Returns the mode of a regular file. Throws for anything else, such as a directory, or a pipe that would block forever. */
async function demandRegularFile(path: string, asked: string): Promise<number> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new FileRequestError(`${asked} is not a regular file`);
  return stats.mode & 0o7777;
}
