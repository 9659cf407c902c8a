// Creates the temporary index for a commit, and finishes a commit whose program was killed.
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { Git, GitOptions } from './git-command.ts';
import type { Repository } from './repository.ts';

const NAME = /^iteratr-index-(\d+)$/;

export class OwnIndex {
  readonly #root: string;
  /** The index has this name only when it is complete, so an index found under it was about to be committed. */
  readonly #path: string;

  constructor(
    private readonly git: Git,
    { root, gitDir }: Repository,
  ) {
    this.#root = root;
    this.#path = join(gitDir, `iteratr-index-${process.pid}`);
  }

  /** Options for git commands that use this index. */
  get options(): GitOptions & { readonly env: Readonly<Record<string, string>> } {
    return { cwd: this.#root, env: { GIT_INDEX_FILE: this.#path } };
  }

  /** Creates the index from `head` and the work tree's content of the paths in `list`, each terminated by a NUL. */
  async fill(head: string | null, list: string): Promise<void> {
    const part = `${this.#path}.part`;
    const options = { cwd: this.#root, env: { GIT_INDEX_FILE: part } };
    await this.git.run(head === null ? ['read-tree', '--empty'] : ['read-tree', head], options);
    const update = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
    await this.git.run(update, { ...options, input: list, bytes: true });
    await rename(part, this.#path);
  }

  remove(): Promise<void> {
    return removeIndex(this.#path);
  }
}

/**
 * Updates the user's index after a commit of these paths; otherwise it would appear to revert the commit. Returns git's error
 * output, '' for none.
 */
export async function refreshIndex(git: Git, root: string, list: string): Promise<string> {
  const reset = ['reset', '--quiet', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const { ok, stderr } = await git.try(reset, { cwd: root, input: list, bytes: true });
  return ok ? '' : stderr;
}

/** Returns the paths that a commit changed, with one character per byte. */
export function committedPaths(git: Git, root: string, commit: string): Promise<string[]> {
  return git.list(
    ['diff-tree', '--root', '--no-commit-id', '--name-only', '--no-renames', '-r', '-z', commit],
    root,
  );
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
  if (!meant.ok || !made.ok || meant.stdout !== made.stdout) return;
  const paths = await committedPaths(git, root, 'HEAD');
  await refreshIndex(git, root, paths.map((path) => `${path}\0`).join(''));
}

async function removeIndex(path: string): Promise<void> {
  for (const file of [path, `${path}.lock`, `${path}.part`, `${path}.part.lock`]) {
    await rm(file, { force: true });
  }
}
