// The work tree of one worker, as git operations on it.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import type { TreeMerge, WorkerTree } from '../../../application/ports/worker-tree.port.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import { complaintOf, type Git, type GitResult, shownPath } from '../git-command.ts';
import type { GitGuard } from '../git-guard.ts';
import { workBranchName } from './branch-names.ts';
import { withIdentity } from './commit-tree.ts';
import { configChanged } from './session-branch.ts';
import { unlockTree } from './tree-lock.ts';

/** Both sides and what they have in common. */
const STYLE = ['-c', 'merge.conflictStyle=diff3'];
const MARKER = /^(?:<{7}|>{7}|\|{7})(?: |$)/m;
const MAX_MARKED_BYTES = 16 * 1024 * 1024;

export interface GitWorkerTreeOptions {
  readonly git: Git;
  readonly guard: GitGuard;
  readonly logger: Logger;
  readonly session: SessionName;
  readonly worker: WorkerName;
  /** Absolute path of the top directory of the user's work tree. */
  readonly home: string;
  /** The session's branch. */
  readonly target: string;
  readonly root: string;
  readonly cwd: string;
  readonly isNew: boolean;
}

export class GitWorkerTree implements WorkerTree {
  readonly root: string;
  readonly cwd: string;
  readonly isNew: boolean;
  #branch = '';

  constructor(private readonly options: GitWorkerTreeOptions) {
    ({ root: this.root, cwd: this.cwd, isNew: this.isNew } = options);
  }

  get branch(): string {
    return this.#branch;
  }

  async begin(task: TaskId | null, commit: string): Promise<void> {
    await this.#requireGuarded();
    await this.abandonMerge();
    const last = this.#branch;
    const name = await this.#freeName(task);
    await this.#run(['checkout', '--quiet', '--force', '-B', name, commit]);
    await this.#run(['clean', '-d', '--force', '--quiet']);
    this.#branch = name;
    if (last !== '' && last !== name && (await this.#isMerged(`refs/heads/${last}`)))
      await this.#try(['branch', '-D', last]);
    if (!existsSync(this.cwd)) mkdirSync(this.cwd, { recursive: true });
  }

  async head(): Promise<string> {
    return (await this.#run(['rev-parse', '--verify', 'HEAD'])).trim();
  }

  async merge(commit: string, message: string): Promise<TreeMerge> {
    const isContained = await this.#try(['merge-base', '--is-ancestor', commit, 'HEAD']);
    if (isContained.ok) return { type: 'merged', commit: await this.head() };
    await this.#requireGuarded();
    const args = ['merge', '--quiet', '--no-ff', '--no-edit', '--no-verify', '-m', message, commit];
    const result = await withIdentity((identity) => this.#try([...STYLE, ...identity, ...args]));
    if (result.ok) return { type: 'merged', commit: await this.head() };
    const files = await this.#unmerged();
    if (files.length > 0) return { type: 'conflict', files };
    throw new AdapterError('GIT', `git merge failed: ${complaintOf(result.stderr || result.stdout)}`);
  }

  async conclude(message: string): Promise<TreeMerge> {
    if (!(await this.#isMerging())) return { type: 'merged', commit: await this.head() };
    const marked = (await this.#unmerged()).filter((path) => this.#hasMarkers(path));
    if (marked.length > 0) return { type: 'conflict', files: marked };
    await this.#requireGuarded();
    await this.#run(['add', '--all']);
    const args = ['commit', '--quiet', '--no-verify', '--cleanup=whitespace', '-m', message];
    const result = await withIdentity((identity) => this.#try([...identity, ...args]));
    if (!result.ok)
      throw new AdapterError('GIT', `git commit failed: ${complaintOf(result.stderr || result.stdout)}`);
    return { type: 'merged', commit: await this.head() };
  }

  async abandonMerge(): Promise<void> {
    if (!(await this.#isMerging())) return;
    const aborted = await this.#try(['merge', '--abort']);
    if (!aborted.ok) await this.#run(['reset', '--quiet', '--hard']);
  }

  async close(merged: string): Promise<void> {
    const { logger, home, git } = this.options;
    try {
      await unlockTree(git, home, this.root);
      const status = await this.#run(['status', '--porcelain']);
      const isClean = status.trim() === '' && !(await this.#isMerging());
      if (!isClean || !(await this.#try(['merge-base', '--is-ancestor', 'HEAD', merged])).ok) {
        logger.info('a work tree is kept, because its work is not merged', { path: this.root });
        return;
      }
      const removed = await git.try(['worktree', 'remove', '--force', this.root], { cwd: home });
      if (!removed.ok) throw new AdapterError('GIT', complaintOf(removed.stderr));
      if (this.#branch !== '') await git.try(['branch', '-D', this.#branch], { cwd: home });
    } catch (error) {
      logger.warn('the work tree of a worker was not removed', { path: this.root, error });
    }
  }

  /** Commits what is not committed to the branch that is checked out, so that it is not lost. */
  async keepUnfinished(): Promise<void> {
    await this.abandonMerge();
    const current = await this.#try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
    this.#branch = current.ok ? current.stdout.trim() : '';
    if ((await this.#run(['status', '--porcelain'])).trim() === '') return;
    await this.#requireGuarded();
    if (this.#branch === '') await this.#run(['checkout', '--quiet', '-B', await this.#freeName(null)]);
    await this.#run(['add', '--all']);
    const message = `Unfinished work of ${this.options.worker}`;
    const args = ['commit', '--quiet', '--no-verify', '-m', message];
    const result = await withIdentity((identity) => this.#try([...identity, ...args]));
    if (!result.ok)
      throw new AdapterError('GIT', `git commit failed: ${complaintOf(result.stderr || result.stdout)}`);
  }

  /** Returns the name for a branch: one that is new, or has nothing that is not merged. */
  async #freeName(task: TaskId | null): Promise<string> {
    const { session, worker } = this.options;
    for (let copy = 1; ; copy++) {
      const name = workBranchName(session, worker, task, copy);
      const ref = `refs/heads/${name}`;
      const { ok } = await this.#try(['rev-parse', '--verify', '--quiet', ref]);
      if (!ok || (await this.#isMerged(ref))) return name;
    }
  }

  async #isMerged(ref: string): Promise<boolean> {
    return (await this.#try(['merge-base', '--is-ancestor', ref, `refs/heads/${this.options.target}`])).ok;
  }

  async #isMerging(): Promise<boolean> {
    return (await this.#try(['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'])).ok;
  }

  async #unmerged(): Promise<readonly string[]> {
    const paths = await this.options.git.list(['diff', '--name-only', '--diff-filter=U', '-z'], this.root);
    return [...new Set(paths.map(shownPath))].sort();
  }

  #hasMarkers(path: string): boolean {
    try {
      const content = readFileSync(join(this.root, path));
      return content.length <= MAX_MARKED_BYTES && MARKER.test(content.toString('latin1'));
    } catch {
      return false; // deleted, which resolves the conflict too
    }
  }

  /** The agent can write the configuration that all work trees share, and git would run what it names. */
  async #requireGuarded(): Promise<void> {
    const { comparing, committing } = await this.options.guard.check(this.options.home);
    if (comparing.length + committing.length > 0) throw configChanged([...comparing, ...committing]);
  }

  #run(args: readonly string[]): Promise<string> {
    return this.options.git.run(args, { cwd: this.root });
  }

  #try(args: readonly string[]): Promise<GitResult> {
    return this.options.git.try(args, { cwd: this.root });
  }
}
