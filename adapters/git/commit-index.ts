// Creates the temporary index for a commit.
import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { MISSING, UNREADABLE } from './file-fingerprints.ts';
import type { Git, GitOptions } from './git-command.ts';
import { ABSENT, addPaths, diskFull, type LeftOut, writeEntries, zeros } from './index-entries.ts';
import type { Repository } from './repository.ts';
import type { DirtyFiles } from './repository-status.ts';

/** The file name of an index; the number is the process that commits. */
export const INDEX_NAME = /^iteratr-index-(\d+)$/;

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
    const left = await addPaths(this.git, options, rest);
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

/** Returns what identifies the content of the user's index; '' without one. */
export function indexStamp(gitDir: string): string {
  const stat = statSync(join(gitDir, 'index'), { bigint: true, throwIfNoEntry: false });
  return stat ? [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ') : '';
}

/** Removes an index and the files that git or this program made beside it. */
export async function removeIndex(path: string): Promise<void> {
  for (const file of [path, `${path}.lock`, `${path}.part`, `${path}.part.lock`]) {
    await rm(file, { force: true });
  }
}
