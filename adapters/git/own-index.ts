// The index a commit is made through, and what to do about one that is found after its program was killed.
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { Git, GitOptions } from './git-command.ts';
import type { Repository } from './repository.ts';

const NAME = /^iteratr-index-(\d+)$/;

export class OwnIndex {
  readonly #root: string;
  /** Has this name once it is complete: what is found under it was to be committed. */
  readonly #path: string;

  constructor(
    private readonly git: Git,
    { root, gitDir }: Repository,
  ) {
    this.#root = root;
    this.#path = join(gitDir, `iteratr-index-${process.pid}`);
  }

  /** Git with this index. */
  get options(): GitOptions & { readonly env: Readonly<Record<string, string>> } {
    return { cwd: this.#root, env: { GIT_INDEX_FILE: this.#path } };
  }

  /** Makes it from `head` and what the paths, each ended by a NUL, are in the work tree. */
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

/** Tells the user's index about a commit of these paths; otherwise it would seem to undo it. Returns git's complaint, '' for none. */
export async function refreshIndex(git: Git, root: string, list: string): Promise<string> {
  const reset = ['reset', '--quiet', '--pathspec-from-file=-', '--pathspec-file-nul'];
  const { ok, stderr } = await git.try(reset, { cwd: root, input: list, bytes: true });
  return ok ? '' : stderr;
}

/** The paths of a commit, as bytes. */
export function committedPaths(git: Git, root: string, commit: string): Promise<string[]> {
  return git.list(
    ['diff-tree', '--root', '--no-commit-id', '--name-only', '--no-renames', '-r', '-z', commit],
    root,
  );
}

/**
 * Finishes what a program that was killed while it committed has left: git may have made the commit, of which the user's
 * index does not know.
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
