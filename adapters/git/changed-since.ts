// Finds files below a directory that changed since a moment, with or without git.
import { type Dir, lstatSync, readFileSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** Directories that tools fill by themselves. Changes there are not work. */
const SKIPPED = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  '.pnpm-store',
  '.yarn',
  '.cache',
  '.parcel-cache',
  '.turbo',
  '.gradle',
  '.tox',
  '.nox',
  '.venv',
  'venv',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.terraform',
]);

interface ScanLimits {
  /** Maximum number of directory entries to look at. */
  readonly entries: number;
  /** Maximum number of changed files to find. */
  readonly found: number;
}

/** Linux gives files the time of its last tick, up to 10 ms ago: a file must not look older than what came before it. */
const COARSE_MS = 10;

export interface ScanOptions extends ScanLimits {
  /** Absolute paths of the files and directories to look at; all by default. */
  readonly places?: readonly string[];
  /** Milliseconds since the epoch, by the clock of this machine. */
  readonly sinceMs: number;
  /** Returns whether to skip this absolute path and everything below it. */
  readonly isExcluded: (path: string) => boolean;
  /** Returns whether the file is iteratr's own, such as its log. */
  readonly isOwn: (stat: { readonly dev: bigint; readonly ino: bigint }) => boolean;
}

export interface Scan {
  /** Paths relative to the directory; `.git` stands for a commit in a repository. */
  readonly paths: readonly string[];
  /** Whether a limit ended the scan, so that there may be more. */
  readonly cut: boolean;
}

/**
 * Returns what was written, created, renamed, or committed in a repository after `sinceMs`, by the time at which each inode
 * changed, which programs cannot set. Does not notice deleted files and does not follow links.
 */
export async function changedBelow(directory: string, options: ScanOptions): Promise<Scan> {
  const walk = new Walk(directory, options);
  const done = options.places ? await walk.visit(options.places) : await walk.directory(directory);
  return { paths: walk.paths.sort(), cut: !done };
}

class Walk {
  readonly paths: string[] = [];
  #entries = 0;

  constructor(
    private readonly top: string,
    private readonly options: ScanOptions,
  ) {}

  /** Returns false when a limit is reached. */
  async visit(places: readonly string[]): Promise<boolean> {
    for (const path of places) {
      if (SKIPPED.has(basename(path)) || this.options.isExcluded(path)) continue;
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) {
        if (!(await this.directory(path))) return false;
      } else this.#note(path, path);
      if (this.paths.length >= this.options.found) return false;
    }
    return true;
  }

  /** Returns false when a limit is reached. */
  async directory(directory: string): Promise<boolean> {
    const entries = await opened(directory);
    if (!entries) return true;
    const directories: string[] = [];
    // Synchronous calls are ten times faster, and the entries arrive in small portions, so they block only briefly.
    for await (const entry of entries) {
      if (++this.#entries > this.options.entries) return false;
      const path = join(directory, entry.name);
      if (this.options.isExcluded(path)) continue;
      if (entry.name === '.git') this.#note(path, join(gitDirectory(path, entry.isFile()), 'logs', 'HEAD'));
      else if (!entry.isDirectory()) this.#note(path, path);
      else if (!SKIPPED.has(entry.name)) directories.push(path);
      if (this.paths.length >= this.options.found) return false;
    }
    for (const path of directories) if (!(await this.directory(path))) return false;
    return true;
  }

  /** Adds `path` if `file` changed. For a repository, `file` is the log in which git records every commit. */
  #note(path: string, file: string): void {
    const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stat || !(stat.isFile() || stat.isSymbolicLink())) return;
    const since = (this.options.sinceMs - COARSE_MS) * 1_000;
    if (Number(stat.ctimeNs / 1_000n) <= since || this.options.isOwn(stat)) return;
    this.paths.push(relative(this.top, path));
  }
}

const MAX_POINTER_BYTES = 4_096;

/** Returns git's own directory. In a submodule or a linked worktree, `.git` is a file that names it. */
function gitDirectory(path: string, isFile: boolean): string {
  if (!isFile || (lstatSync(path, { throwIfNoEntry: false })?.size ?? MAX_POINTER_BYTES) >= MAX_POINTER_BYTES)
    return path;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  return named === undefined ? path : resolve(dirname(path), named);
}

/** Returns undefined for a directory that is gone or cannot be read. */
async function opened(directory: string): Promise<Dir | undefined> {
  return opendir(directory, { bufferSize: 256 }).catch(() => undefined);
}
