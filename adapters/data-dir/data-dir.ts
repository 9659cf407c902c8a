// The data directory: made private, kept out of version control, and refused when it is not ours.
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { AppError } from '../../domain/errors.ts';
import { entryAt, ownPath, refusedEntry, requireOwn, requireOwnDirectory } from './own-path.ts';
import { requireUntracked, type Variables } from './tracked-files.ts';

/** What iteratr makes and uses in it. Whatever else is there is never touched. */
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
 * Makes the directory unless it exists; makes one that others can enter private. Returns its absolute path. Throws
 * `DATA_DIR`, saying why, when it cannot be made or written to, and `DATA_DIR.REFUSED` when it is not ours.
 */
export function prepareDataDir(dataDir: string, logger?: Pick<Logger, 'warn'>): string {
  const path = resolve(dataDir);
  return inDataDir(path, () => {
    requireOwnDirectory(path);
    if (makeDirectory(path)) writeFileSync(join(path, '.gitignore'), '*\n', { flag: 'wx' });
    else tighten(path, logger);
    requireOwnEntries(path);
    return path;
  });
}

/**
 * Looks through the whole directory, which changes nothing. Call it before working with it: what is in it is ours from
 * then on. Throws `DATA_DIR.REFUSED` for a link, a foreign or a special file, and for files that git tracks.
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

/** nats-server follows links, and writes to files that may have a second name elsewhere; what we link ourselves is not below jetstream/. */
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
    // Something else happened meanwhile, or it is a file.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw dataDirError(path, error);
  }
}

/** Not where that would shut others out of more than our files: the project itself, a home, what all may write to. */
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

function isIn(path: string, place: string): boolean {
  return !relative(path, place).startsWith('..');
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
  if (code === undefined || cause instanceof AppError) return cause;
  const reason = REASONS[code] ?? (cause as Error).message;
  return new AdapterError('DATA_DIR', `the data directory ${dataDir} cannot be used: ${reason}`, {
    cause,
    remedy: 'set another one with --data-dir or data_dir',
  });
}
