// Creates the temporary index for a commit, and finishes a commit whose program was killed.
import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile, readdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import { MISSING, UNREADABLE } from './file-fingerprints.ts';
import { complaintOf, type Git, type GitOptions } from './git-command.ts';
import type { Repository } from './repository.ts';
import type { DirtyFiles } from './repository-status.ts';

const NAME = /^iteratr-index-(\d+)$/;

/** A path, one character per byte, that git does not accept. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** Maximum number of git calls to find the paths that it does not accept. */
const MAX_TRIES = 500;

const NO_SPACE = /no space left on device|disk quota exceeded/i;

function diskFull(detail: string): AdapterError {
  const problem = `the disk is full (${complaintOf(detail)}); the next commit includes the changes`;
  return new AdapterError('GIT', problem, { remedy: 'make room' });
}

export class CommitIndex {
  readonly #root: string;
  readonly #gitDir: string;
  readonly #userIndex: string;
  /** The index has this name only when it is complete, so an index found under it was about to be committed. */
  readonly #path: string;

  constructor(
    private readonly git: Git,
    { root, gitDir }: Repository,
  ) {
    this.#root = root;
    this.#gitDir = gitDir;
    this.#userIndex = join(gitDir, 'index');
    this.#path = join(gitDir, `iteratr-index-${process.pid}`);
  }

  /** Options for git commands that use this index. */
  get options(): GitOptions & { readonly env: Readonly<Record<string, string>> } {
    return { cwd: this.#root, env: { GIT_INDEX_FILE: this.#path } };
  }

  /**
   * Creates the index from `head` and the work tree's content of the paths. Returns those that git does not accept. `clean` is
   * the stamp of a user's index with the same content as `head`.
   */
  async fill(
    head: string | null,
    paths: readonly string[],
    dirty: DirtyFiles,
    clean: string | undefined,
  ): Promise<readonly LeftOut[]> {
    const part = `${this.#path}.part`;
    const options = { cwd: this.#root, env: { GIT_INDEX_FILE: part }, bytes: true };
    // A copy of the user's index knows the times of all files. Without them, git would read every file again.
    const hasIndex = existsSync(this.#userIndex);
    if (hasIndex) {
      await copyFile(this.#userIndex, part).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOSPC' ? diskFull(error.message) : error;
      });
      // Git reads files again that are as new as the index. Rounding down includes all of them.
      const second = Math.floor(statSync(this.#userIndex).mtimeMs / 1_000);
      await utimes(part, second, second);
    }
    if (head === null) await this.git.run(['read-tree', '--empty'], options);
    else if (!hasIndex || clean !== indexStamp(this.#gitDir)) {
      await this.git.run(['read-tree', '--reset', head], options);
    }
    const gone = paths.filter((path) => dirty.get(path) === MISSING);
    const unreadable = paths.filter((path) => dirty.get(path) === UNREADABLE);
    const rest = paths.filter((path) => dirty.get(path) !== MISSING && dirty.get(path) !== UNREADABLE);
    await writeEntries(
      this.git,
      options,
      gone.map((path) => ({ mode: ABSENT, oid: zeros(head), path })),
    );
    const left = await new Additions(this.git, options).add(rest);
    await rename(part, this.#path);
    return [...unreadable.map((path) => ({ path, reason: 'it cannot be read' })), ...left];
  }

  /**
   * Lets this index, after its commit, take the place of the user's if that is still the one with the stamp `clean`, so that it lacks
   * nothing. Returns whether it did.
   */
  replaceUsers(clean: string | undefined): boolean {
    if (clean === undefined) return false;
    const lock = `${this.#userIndex}.lock`;
    try {
      // As git does: who can create this name may write the index.
      linkSync(this.#path, lock);
    } catch {
      return false;
    }
    try {
      if (indexStamp(this.#gitDir) === clean) {
        renameSync(lock, this.#userIndex);
        return true;
      }
    } catch {
      // The slower way says what the problem is.
    }
    rmSync(lock, { force: true });
    return false;
  }

  remove(): Promise<void> {
    return removeIndex(this.#path);
  }
}

/** Adds paths in one call and, if git does not accept one of them, finds it by halving the list. */
class Additions {
  #tries = 0;

  constructor(
    private readonly git: Git,
    private readonly options: GitOptions,
  ) {}

  async add(paths: readonly string[]): Promise<readonly LeftOut[]> {
    if (paths.length === 0) return [];
    if (++this.#tries > MAX_TRIES)
      return paths.map((path) => ({ path, reason: 'git does not accept too many of the paths' }));
    const input = paths.map((path) => `${path}\0`).join('');
    const update = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
    const { ok, stderr } = await this.git.try(update, { ...this.options, input });
    if (ok) return [];
    // Not the fault of a path: the whole commit waits, or files would be missing from it for good.
    if (NO_SPACE.test(stderr)) throw diskFull(stderr);
    const [path] = paths;
    if (paths.length === 1 && path !== undefined) return [{ path, reason: complaintOf(stderr) }];
    const half = paths.length >> 1;
    return [...(await this.add(paths.slice(0, half))), ...(await this.add(paths.slice(half)))];
  }
}

/** Returns what identifies the content of the user's index; '' without one. */
export function indexStamp(gitDir: string): string {
  const stat = statSync(join(gitDir, 'index'), { bigint: true, throwIfNoEntry: false });
  return stat ? [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ') : '';
}

/** The entry of a path, one character per byte, in a commit or an index. */
interface Entry {
  /** `ABSENT` for none. */
  readonly mode: string;
  readonly oid: string;
  readonly path: string;
}

const ABSENT = '000000';

/** Returns the object id that stands for none, with as many digits as the others have. */
function zeros(oid: string | null): string {
  return '0'.repeat(oid?.length ?? 40);
}

/** Sets entries without reading the work tree; absent ones first, because a file may replace a directory. */
async function writeEntries(git: Git, options: GitOptions, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const sorted = [...entries].sort((a, b) => Number(b.mode === ABSENT) - Number(a.mode === ABSENT));
  const input = sorted
    .map(({ mode, oid, path }) => `${mode === ABSENT ? '0' : mode} ${oid}\t${path}\0`)
    .join('');
  await git.run(['update-index', '-z', '--index-info'], { ...options, input, bytes: true });
}

/** A commit and the entries it changed. */
export interface MadeCommit {
  readonly id: string;
  readonly entries: readonly Entry[];
}

/** Returns the commit of HEAD: https://git-scm.com/docs/git-diff-tree#_raw_output_format */
export async function lastCommit(git: Git, root: string): Promise<MadeCommit> {
  const [id = '', ...parts] = await git.list(
    ['diff-tree', '--root', '--always', '--raw', '--no-abbrev', '--no-renames', '-r', '-z', 'HEAD'],
    root,
  );
  const entries: Entry[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = '', , oid = ''] = (parts[at] ?? '').split(' ');
    entries.push({ mode, oid, path: parts[at + 1] ?? '' });
  }
  return { id, entries };
}

/** From this number of files, it is faster to refresh the index once than to let each status read the files again. */
const MANY_FILES = 100;

/** Updates the user's index after a commit; otherwise it would appear to revert it. Returns git's error output, '' for none. */
export async function refreshIndex(git: Git, root: string, { entries }: MadeCommit): Promise<string> {
  try {
    await writeEntries(git, { cwd: root }, entries);
    // It fails if a file has changed since, which is normal.
    if (entries.length >= MANY_FILES) await git.try(['update-index', '-q', '--refresh'], { cwd: root });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Finishes the commit of a program that was killed: git may have made the commit without updating the user's index. Removes the
 * temporary index.
 */
export async function finishUnfinished(
  git: Git,
  { root, gitDir }: Repository,
  { isAlive }: Pick<ProcessFacts, 'isAlive'>,
): Promise<void> {
  for (const name of await readdir(gitDir)) {
    const pid = Number(NAME.exec(name.replace(/\.part$/, ''))?.[1]);
    if (!pid || isAlive(pid)) continue;
    const index = join(gitDir, name);
    if (existsSync(index) && !name.endsWith('.part')) await finishCommit(git, root, index);
    await removeIndex(index.replace(/\.part$/, ''));
  }
}

async function finishCommit(git: Git, root: string, index: string): Promise<void> {
  const meant = await git.try(['write-tree'], { cwd: root, env: { GIT_INDEX_FILE: index } });
  const made = await git.try(['rev-parse', '--verify', 'HEAD^{tree}'], { cwd: root });
  if (meant.ok && made.ok && meant.stdout === made.stdout) {
    await refreshIndex(git, root, await lastCommit(git, root));
  }
}

async function removeIndex(path: string): Promise<void> {
  for (const file of [path, `${path}.lock`, `${path}.part`, `${path}.part.lock`]) {
    await rm(file, { force: true });
  }
}
