// The work tree by git: what an iteration changed, and a commit of exactly that.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { CommitResult, WorkTree, WorkTreeState } from '../../application/ports/work-tree.port.ts';
import { changedPaths, type DirtyFiles, statusOf } from './dirty-files.ts';
import { git, gitList, lastLine, shownPath, tryGit } from './git-command.ts';
import { commitObstacle, findRepository, type Repository } from './repository.ts';

export interface GitWorkTreeOptions {
  readonly cwd: string;
  /** Absolute paths that are never committed. */
  readonly neverCommit: readonly string[];
  readonly logger: Logger;
}

interface GitState extends WorkTreeState {
  /** undefined outside of one. */
  readonly repository?: Repository;
  readonly head: string | null;
  readonly dirty: DirtyFiles;
  /** Why the state could not be found out; nothing can be told from it then. */
  readonly problem?: string;
}

const NO_REPOSITORY: GitState = { kind: 'work-tree-state', head: null, dirty: new Map() };

export class GitWorkTree implements WorkTree {
  /** Found once: it does not move, but the agent can make it. */
  #repository: Repository | undefined;

  constructor(private readonly options: GitWorkTreeOptions) {}

  async capture(): Promise<GitState> {
    try {
      this.#repository ??= await findRepository(this.options.cwd);
      if (!this.#repository) return NO_REPOSITORY;
      const status = await statusOf(this.#repository.root, this.options.neverCommit);
      return { kind: 'work-tree-state', repository: this.#repository, ...status };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      this.#repository = undefined;
      this.options.logger.warn('the state of the work tree is unknown', { error });
      return { ...NO_REPOSITORY, problem: error.message };
    }
  }

  async changedSince(since: WorkTreeState): Promise<string[]> {
    const before = since as GitState;
    const now = await this.capture();
    if (before.problem !== undefined || now.problem !== undefined) return [];
    const paths = new Set([
      ...changedPaths(before.dirty, now.dirty),
      ...[...before.dirty.keys()].filter((path) => !now.dirty.has(path)),
      ...(await committedBetween(before, now)),
    ]);
    return [...paths].map(shownPath).sort();
  }

  async commitSince(since: WorkTreeState, message: string): Promise<CommitResult> {
    try {
      return await this.#commitSince(since as GitState, message);
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      return { type: 'skipped', reason: error.message };
    }
  }

  async #commitSince(before: GitState, message: string): Promise<CommitResult> {
    const { repository, head, dirty, problem = before.problem } = await this.capture();
    if (problem !== undefined) return { type: 'skipped', reason: problem };
    if (!repository) return { type: 'skipped', reason: `${this.options.cwd} is in no git repository` };
    const paths = changedPaths(before.dirty, dirty);
    if (paths.length === 0) return { type: 'clean', commit: head === before.head ? null : head };
    const reason = await commitObstacle(repository);
    return reason === undefined
      ? this.#commit(repository, head, paths, message)
      : { type: 'skipped', reason };
  }

  /**
   * Commits through an index of its own, made from HEAD and the paths: what the user has staged of other files stays staged
   * and out of the commit, and a commit that fails leaves no trace.
   */
  async #commit(
    { root, gitDir }: Repository,
    head: string | null,
    paths: readonly string[],
    message: string,
  ): Promise<CommitResult> {
    const index = join(gitDir, `iteratr-index-${process.pid}`);
    const own = { cwd: root, env: { GIT_INDEX_FILE: index } };
    const list = paths.map((path) => `${path}\0`).join('');
    try {
      await git(head === null ? ['read-tree', '--empty'] : ['read-tree', head], own);
      await git(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], {
        ...own,
        input: list,
        bytes: true,
      });
      const result = await tryGit(['commit', '--quiet', '--file=-'], { ...own, input: message });
      if (!result.ok) return { type: 'skipped', reason: refusal(result.stderr || result.stdout) };
    } finally {
      await rm(index, { force: true });
      await rm(`${index}.lock`, { force: true });
    }
    await this.#refreshIndex(root, list);
    const commit = (await git(['rev-parse', 'HEAD'], { cwd: root })).trim();
    const tree = ['diff-tree', '--root', '--no-commit-id', '--name-only', '--no-renames', '-r', '-z', commit];
    return { type: 'committed', commit, files: (await gitList(tree, root)).map(shownPath) };
  }

  /** Tells the user's index about the commit; otherwise it would seem to undo it. */
  async #refreshIndex(root: string, list: string): Promise<void> {
    const reset = ['reset', '--quiet', '--pathspec-from-file=-', '--pathspec-file-nul'];
    const { ok, stderr } = await tryGit(reset, { cwd: root, input: list, bytes: true });
    if (!ok) this.options.logger.warn('the index was not brought up to date after a commit', { stderr });
  }
}

async function committedBetween(before: GitState, { repository, head }: GitState): Promise<string[]> {
  if (!repository || head === null || head === before.head) return [];
  const { root } = repository;
  if (before.head === null) return gitList(['ls-tree', '-r', '--name-only', '-z', head], root);
  return gitList(['diff', '--name-only', '--no-renames', '-z', before.head, head], root);
}

/** Git's complaint in one line, with the next step where it is a common one. */
function refusal(complaint: string): string {
  if (/tell me who you are|empty ident|unable to auto-detect email/i.test(complaint)) {
    return 'git has no identity: set user.name and user.email with `git config`';
  }
  return `git commit failed: ${lastLine(complaint)}`;
}
