// The branch of a session in the user's repository. The user's work tree, index and branches are never touched, and no hook runs.

import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { AdapterError, ConfigError } from '../../../application/errors.ts';
import type {
  BegunBranch,
  KnownBranch,
  LandedTask,
  Landing,
  SessionBranch,
  UpdateResult,
} from '../../../application/ports/session-branch.port.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { complaintOf, Git, shownPath } from '../git-command.ts';
import { GitGuard } from '../git-guard.ts';
import { findRepository, type Repository } from '../repository.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { sessionBranchName } from './branch-names.ts';
import { commitTree } from './commit-tree.ts';
import { mergeTrees } from './merge-trees.ts';

/** Commits that are described, and characters of the description. */
const COMMITS = 10;
const DESCRIPTION = 8_000;
/** Somebody else may move the branch at the same moment. */
const UPDATE_TRIES = 5;

export interface GitSessionBranchOptions
  extends Pick<GitWorkTreeOptions, 'cwd' | 'neverCommit' | 'processes' | 'logger'> {
  readonly session: SessionName;
}

export class GitSessionBranch implements SessionBranch {
  readonly name: string;
  readonly #git: Git;
  readonly #guard: GitGuard;
  readonly #ref: string;
  #repository: Repository | undefined;
  #from: string | null = null;

  constructor(private readonly options: GitSessionBranchOptions) {
    this.name = sessionBranchName(options.session);
    this.#ref = `refs/heads/${this.name}`;
    this.#git = new Git(options.processes);
    this.#guard = new GitGuard(this.#git);
  }

  async begin({
    known,
    includeDirty,
    signal,
  }: {
    readonly known: KnownBranch | null;
    readonly includeDirty: boolean;
    readonly signal: AbortSignal;
  }): Promise<BegunBranch> {
    const { root } = await this.#requireRepository();
    await this.#guard.check(root);
    const [head, existing, branch, uncommitted] = await Promise.all([
      this.#commit('HEAD'),
      this.#commit(this.#ref),
      this.#git.try(['symbolic-ref', '--quiet', '--short', 'HEAD'], { cwd: root }),
      this.#uncommitted(root),
    ]);
    if (head === undefined) {
      throw new ConfigError('several workers need a commit to start from, and the repository has none yet', {
        remedy: 'commit what there is, or use --workers 1',
      });
    }
    await this.#requireOwn(root, existing, known);
    this.#from = branch.ok ? branch.stdout.trim() : null;
    if (existing === undefined) await this.#move(head, null);
    if (includeDirty && uncommitted.length > 0) await this.#include(head, signal);
    const commit = await this.head();
    return { branch: this.name, from: this.#from, commit, uncommitted: includeDirty ? [] : uncommitted };
  }

  async head(): Promise<string> {
    const commit = await this.#commit(this.#ref);
    if (commit !== undefined) return commit;
    throw new AdapterError('GIT', `the branch ${this.name} is gone`, {
      remedy:
        'start the build again; the work of the workers is on the branches that `iteratr worktrees` lists',
    });
  }

  async update(): Promise<UpdateResult> {
    if (this.#from === null) return { type: 'none' };
    const from = await this.#commit(`refs/heads/${this.#from}`);
    return from === undefined ? { type: 'none' } : this.#mergeIn(from, this.#from);
  }

  async land({
    commit,
    onto,
    message,
  }: {
    readonly commit: string;
    readonly onto: string;
    readonly message: string;
  }): Promise<Landing> {
    const { root } = await this.#requireRepository();
    const tree = (await this.#git.run(['rev-parse', '--verify', `${commit}^{tree}`], { cwd: root })).trim();
    const made = await commitTree(this.#git, root, { tree, parents: [onto, commit], message });
    return this.#landAt(made, onto);
  }

  async landedSince(since: string): Promise<readonly LandedTask[]> {
    const { root } = await this.#requireRepository();
    const trailers = ['Iteratr-Session', 'Iteratr-Iteration', 'Iteratr-Task']
      .map((key) => `%(trailers:key=${key},valueonly,separator=%x20)`)
      .join('%x09');
    const range = `${since}..${this.#ref}`;
    const args = ['log', '--first-parent', '--reverse', `--format=%H%x09${trailers}`, range];
    const lines = (await this.#git.run(args, { cwd: root })).split('\n');
    return lines.flatMap((line): LandedTask[] => {
      const [commit = '', session, iteration = '', tasks = ''] = line.split('\t');
      if (session !== this.options.session) return [];
      return tasks
        .split(' ')
        .filter((task) => /^TAS-\d+$/.test(task))
        .map((task) => ({ task: task as TaskId, iteration: Number(iteration), commit }));
    });
  }

  async describe(since: string, files: readonly string[]): Promise<string> {
    const { root } = await this.#requireRepository();
    const format = ['--format=commit %h %s', '--stat=100', '--no-color', '--no-ext-diff', '--no-merges'];
    const range = `${since}..${this.#ref}`;
    const args = ['log', `--max-count=${COMMITS}`, ...format, range, '--', ...files];
    const { ok, stdout } = await this.#git.try(args, { cwd: root });
    const text = ok ? stdout.trim() : '';
    return text.length > DESCRIPTION ? `${text.slice(0, DESCRIPTION)}…` : text;
  }

  async putAside(): Promise<string | undefined> {
    const { root } = await this.#requireRepository();
    if ((await this.#commit(this.#ref)) === undefined) return undefined;
    for (let number = 1; ; number++) {
      const name = `${this.name}.old-${number}`;
      if ((await this.#commit(`refs/heads/${name}`)) !== undefined) continue;
      await this.#git.run(['branch', '-m', this.name, name], { cwd: root });
      return name;
    }
  }

  async #requireRepository(): Promise<Repository> {
    const { cwd } = this.options;
    this.#repository ??= await findRepository(this.#git, cwd);
    if (this.#repository) return this.#repository;
    throw new ConfigError(`several workers need git, and ${cwd} is not in a git repository`, {
      remedy: 'create one with `git init` and commit what there is, or use --workers 1',
    });
  }

  /** Throws `ConfigError` if the branch cannot be used, because it is the user's or is checked out. */
  async #requireOwn(root: string, existing: string | undefined, known: KnownBranch | null): Promise<void> {
    if ((await this.#commit('refs/heads/iteratr')) !== undefined) {
      throw new ConfigError(
        'there is a branch "iteratr", so git cannot create the branch of the session below it',
        {
          remedy: 'rename it with `git branch -m iteratr …`, or use --workers 1',
        },
      );
    }
    if (existing !== undefined && known?.branch !== this.name) {
      throw new ConfigError(`there is a branch ${this.name} that this session has not created`, {
        remedy: `rename it with \`git branch -m ${this.name} …\`, or choose another --name`,
      });
    }
    const { stdout } = await this.#git.try(['worktree', 'list', '--porcelain', '-z'], { cwd: root });
    if (!stdout.split('\0').includes(`branch ${this.#ref}`)) return;
    throw new ConfigError(
      `the branch ${this.name} is checked out, and the workers would change it below your files`,
      {
        remedy: 'check out another branch there',
      },
    );
  }

  async #uncommitted(root: string): Promise<readonly string[]> {
    const entries = await this.#git.list(['status', '--porcelain', '-z', '--no-renames'], root);
    const own = this.options.neverCommit.map((path) => relative(root, path));
    return entries
      .map((entry) => shownPath(entry.slice(3)))
      .filter(
        (path) => !own.some((mine) => path === mine || path.startsWith(`${mine}/`) || path === `${mine}/`),
      )
      .sort();
  }

  /** Commits what is uncommitted in the user's work tree to the branch, by an index of its own. */
  async #include(head: string, signal: AbortSignal): Promise<void> {
    const { root, gitDir } = await this.#requireRepository();
    const { comparing } = await this.#guard.check(root);
    if (comparing.length > 0) throw configChanged(comparing);
    const index = join(gitDir, `iteratr-include-${process.pid}`);
    const options = { cwd: root, env: { GIT_INDEX_FILE: index } };
    try {
      const own = join(gitDir, 'index');
      if (existsSync(own)) await copyFile(own, index);
      const except = this.options.neverCommit
        .map((path) => relative(root, path))
        .filter((path) => path !== '' && !path.startsWith('..'));
      await this.#git.run(['add', '--all', '--', '.'], { ...options, signal });
      if (except.length > 0) {
        await this.#git.run(
          ['rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '--', ...except],
          options,
        );
      }
      const tree = (await this.#git.run(['write-tree'], options)).trim();
      const message = 'What was uncommitted in the work tree of the user';
      const made = await commitTree(this.#git, root, { tree, parents: [head], message });
      const result = await this.#mergeIn(made, 'your work tree');
      if (result.type !== 'conflict') return;
      throw new ConfigError(
        `what is uncommitted conflicts with the work on ${this.name}, in ${result.files.join(', ')}`,
        {
          remedy: 'commit it and resolve the conflict with `iteratr merge`, or leave --include-dirty away',
        },
      );
    } finally {
      await rm(index, { force: true });
      await rm(`${index}.lock`, { force: true });
    }
  }

  /** Merges a commit into the branch, without a work tree. */
  async #mergeIn(commit: string, from: string): Promise<UpdateResult> {
    const { root } = await this.#requireRepository();
    for (let attempt = 0; attempt < UPDATE_TRIES; attempt++) {
      const onto = await this.head();
      if (await this.#contains(onto, commit)) return { type: 'none' };
      // The branch has nothing of its own yet.
      if (await this.#contains(commit, onto)) {
        if (await this.#move(commit, onto)) return { type: 'merged', commit, from };
        continue;
      }
      const merge = await mergeTrees(this.#git, root, onto, commit);
      if (merge.type === 'conflict') return { ...merge, from };
      const message = `Merge ${from} into ${this.name}`;
      const made = await commitTree(this.#git, root, { tree: merge.tree, parents: [onto, commit], message });
      if (await this.#move(made, onto)) return { type: 'merged', commit: made, from };
    }
    throw new AdapterError('GIT', `the branch ${this.name} changes too fast`, { retryable: true });
  }

  async #landAt(made: string, onto: string): Promise<Landing> {
    if (await this.#move(made, onto)) return { type: 'landed', commit: made };
    return { type: 'moved', head: await this.head() };
  }

  /** Moves the branch if it is still at `onto`; null: if there is none. Returns whether it did. Throws `AdapterError` `GIT` if git fails for another reason. */
  async #move(to: string, onto: string | null): Promise<boolean> {
    const { root } = await this.#requireRepository();
    const { ok, stderr } = await this.#git.try(['update-ref', this.#ref, to, onto ?? ''], { cwd: root });
    if (ok) return true;
    if (((await this.#commit(this.#ref)) ?? null) !== onto) return false;
    // Another process held the lock of the ref for a moment.
    if (
      /cannot lock ref/.test(stderr) &&
      /File exists|reference already exists|Unable to create/.test(stderr)
    )
      return false;
    throw new AdapterError('GIT', `the branch ${this.name} was not moved: ${complaintOf(stderr)}`);
  }

  /** Whether `commit` is in the history of `head`. */
  async #contains(head: string, commit: string): Promise<boolean> {
    const { root } = await this.#requireRepository();
    return (await this.#git.try(['merge-base', '--is-ancestor', commit, head], { cwd: root })).ok;
  }

  async #commit(revision: string): Promise<string | undefined> {
    const { root } = await this.#requireRepository();
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    const { ok, stdout } = await this.#git.try(args, { cwd: root });
    return ok ? stdout.trim() : undefined;
  }
}

export function configChanged(keys: readonly string[]): AdapterError {
  const problem = `git was not run, its configuration changed during the run: ${keys.join(', ')}`;
  return new AdapterError('GIT', problem);
}
