// Prepares the data directory: makes it private, keeps it out of version control, and refuses it if it is not ours.
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { AppError } from '../../domain/errors.ts';
import { shieldFromClean } from './git-shield.ts';
import { entryAt, ownPath, refusedEntry, requireOwn, requireOwnDirectory } from './own-path.ts';
import { requireUntracked, type Variables } from './tracked-files.ts';

/** The entries that iteratr creates and uses. It never touches anything else in the directory. */
const ENTRIES = [
  'nats',
  'jetstream',
  'runs',
  'processes',
  'snapshots',
  'summaries',
  'transcripts',
  'interview.json',
  'interface.json',
] as const;
const OTHERS = 0o077;

/**
 * Creates the directory unless it exists, makes it private if others can enter it, and returns its absolute path. Throws
 * `DATA_DIR` when it cannot be created or written to, and `DATA_DIR.REFUSED` when it is not ours.
 */
export function prepareDataDir(dataDir: string, logger?: Pick<Logger, 'warn'>): string {
  const path = resolve(dataDir);
  return inDataDir(path, () => {
    requireOwnDirectory(path);
    if (makeDirectory(path)) writeFileSync(join(path, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
    else tighten(path, logger);
    shield(path, logger);
    requireOwnEntries(path);
    return path;
  });
}

/**
 * Inspects the whole directory without changing it. Call it before using the directory; from then on its content counts as
 * ours. Throws `DATA_DIR.REFUSED` for a link, a special file, another user's file, or files that git tracks.
 */
export async function inspectDataDir(dataDir: string, env?: Variables): Promise<void> {
  const path = resolve(dataDir);
  try {
    requireOwnDirectory(path);
    requireOwnEntries(path);
    const trees = ENTRIES.map((name) => requireOwnTree(join(path, name), name === 'jetstream'));
    await Promise.all([requireUntracked(path, env), ...trees]);
  } catch (error) {
    throw dataDirError(path, error);
  }
}

function requireOwnEntries(path: string): void {
  for (const name of ENTRIES) ownPath(path, name);
}

/**
 * Throws for links and special files in the tree. For files of nats-server, also throws for hard links and other users' files:
 * the server would write through them. (iteratr itself creates hard links, but not below jetstream/.)
 */
async function requireOwnTree(path: string, ofServer: boolean): Promise<void> {
  for (const entry of await entriesIn(path)) {
    const below = join(path, entry.name);
    if (!entry.isFile() && !entry.isDirectory()) throw refusedEntry(below, 'is a link or a special file');
    const stat = ofServer ? entryAt(below) : undefined;
    if (stat) requireOwn(below, stat);
    if (stat?.isFile() && stat.nlink > 1) throw refusedEntry(below, 'is a hard link');
    if (entry.isDirectory()) await requireOwnTree(below, ofServer);
  }
}

async function entriesIn(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    // It was removed in the meantime, or is a file.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw dataDirError(path, error);
  }
}

/**
 * Makes the directory private, except if that would lock others out of more than our files: it contains the project or the
 * home directory, or everybody may write to it. Then it logs a warning.
 */
function tighten(path: string, logger: Pick<Logger, 'warn'> | undefined): void {
  const mode = statSync(path).mode;
  if ((mode & OTHERS) === 0) return;
  const isShared = (mode & 0o1000) !== 0 || [process.cwd(), homedir()].some((place) => isIn(path, place));
  if (!isShared) {
    chmodSync(path, 0o700);
    if ((statSync(path).mode & OTHERS) === 0) return;
  }
  logger?.warn('other users of this machine can enter the data directory', { path });
}

/** Keeps the directory from `git clean`, unless it contains more than our files. */
function shield(path: string, logger: Pick<Logger, 'warn'> | undefined): void {
  if (isIn(path, process.cwd()) || isIn(path, homedir()) || !existsSync(join(path, '.gitignore'))) return;
  try {
    shieldFromClean(path);
  } catch (error) {
    logger?.warn('git clean -fdx would remove the data directory', { path, error });
  }
}

function isIn(path: string, place: string): boolean {
  return !relative(path, place).startsWith('..');
}

/**
 * Creates the directory and its parents; returns false if it exists. Does not use Node's `recursive` option, which never
 * returns if a file system reports an existing parent as missing, as /proc does.
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

/** Runs work on files in the data directory, and turns file system errors into `DATA_DIR` errors. */
export function inDataDir<T>(dataDir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw dataDirError(dataDir, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write to it',
  ENOENT: 'no directory can be created there',
  EPERM: 'you have no permission to write to it',
  EROFS: 'it is on a read-only file system',
  EEXIST: 'there is a file with that name',
  ENOTDIR: 'a part of the path is a file',
  ENOSPC: 'the disk is full',
};

function dataDirError(dataDir: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || cause instanceof AppError) return cause;
  const reason = REASONS[code] ?? (cause as Error).message;
  return new AdapterError('DATA_DIR', `the data directory ${dataDir} cannot be used: ${reason}`, {
    cause,
    remedy: 'set another one with --data-dir or data_dir',
  });
}
