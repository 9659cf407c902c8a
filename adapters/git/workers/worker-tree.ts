// The work tree of one worker, as git operations on it. No hook of the repository runs.
import { existsSync, mkdirSync } from 'node:fs';
import { AdapterError } from '../../../application/errors.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import type { Merged, TreeMerge, WorkerTree } from '../../../application/ports/worker-tree.port.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import { complaintOf } from '../git-command.ts';
import { GitFiles } from '../git-files.ts';
import { BesideWork } from './beside-work.ts';
import { commitWithParents } from './commit-tree.ts';
import { clearTheWay } from './stale-operations.ts';
import { TreeGit, type TreeGitOptions } from './tree-git.ts';
import { unlockTree } from './tree-lock.ts';
import { TreeMerges } from './tree-merges.ts';
import { requireTreeRoom } from './tree-room.ts';
import { WorkBranches } from './work-branches.ts';

export interface GitWorkerTreeOptions extends TreeGitOptions {
  readonly logger: Logger;
  readonly session: SessionName;
  readonly worker: WorkerName;
  /** Git's own directory for the work tree. */
  readonly gitDir: string;
  readonly cwd: string;
  readonly isNew: boolean;
}

/** Merged branches are removed together: a start of git costs more than a branch that stays a little longer. */
const REMOVE_EVERY = 10;

export class GitWorkerTree implements WorkerTree {
  readonly root: string;
  readonly cwd: string;
  readonly isNew: boolean;
  readonly #branches: WorkBranches;
  readonly #tree: TreeGit;
  readonly #merges: TreeMerges;
  readonly #beside: BesideWork;
  readonly #files: GitFiles;
  #branch = '';
  /** The commit that was checked out when the work tree was settled last, and its parents. */
  #settled: readonly string[] = [];
  /** How many branches were begun since merged ones were removed. */
  #unremoved: number;
  /** The commit that the last branch was begun at: all that is in its history is merged. */
  #base = '';
  /** The removal of merged branches, which nothing waits for but the next one. Never rejects. */
  #removal: Promise<void> = Promise.resolve();

  constructor(private readonly options: GitWorkerTreeOptions) {
    ({ root: this.root, cwd: this.cwd, isNew: this.isNew } = options);
    // What an earlier run has left in a new work tree's place is removed at the end.
    this.#unremoved = this.isNew ? 0 : REMOVE_EVERY;
    this.#files = new GitFiles(options.gitDir);
    this.#branches = new WorkBranches({ ...options, files: this.#files });
    this.#tree = new TreeGit(options, this.#files);
    this.#merges = new TreeMerges(this.#tree, this.#files, options.git, options.root);
    this.#beside = new BesideWork(options.git, options.root, options.neverCommit);
  }

  get branch(): string {
    return this.#branch;
  }

  async begin(task: TaskId | null, commit: string): Promise<void> {
    requireTreeRoom(this.root);
    await this.#tree.requireGuarded(['comparing']);
    await this.#removal;
    const { gitDir } = this.options;
    await clearTheWay(gitDir);
    await this.#branches.keepDetached(gitDir, commit);
    this.#branch = await this.#checkOut(task, commit);
    this.#base = commit;
    this.#merges.reset();
    if (!existsSync(this.cwd)) mkdirSync(this.cwd, { recursive: true });
  }

  removeMerged(): void {
    if (this.#unremoved++ < REMOVE_EVERY) return;
    this.#unremoved = 1;
    this.#removal = this.#remove();
  }

  async clean(): Promise<void> {
    await this.#tree.requireGuarded(['comparing']);
    await this.#tree.run(['reset', '--hard', '--quiet']);
    await this.#tree.run(['clean', '-d', '--force', '--quiet']);
    if (!existsSync(this.cwd)) mkdirSync(this.cwd, { recursive: true });
  }

  head(): Promise<string> {
    return this.#tree.head();
  }

  async settle(besides: ReadonlySet<string>): Promise<readonly string[]> {
    requireTreeRoom(this.root, this.#branch);
    await this.#tree.requireGuarded(['comparing']);
    const [isClean, tip] = await Promise.all([
      this.#isClean(),
      commitWithParents(this.options.git, this.root, this.#files),
    ]);
    this.#settled = tip;
    return isClean ? [] : this.#beside.clear(besides);
  }

  async prepareMerge(commit: string): Promise<Merged | undefined> {
    const head = this.#files.head();
    return head === undefined ? undefined : this.#merges.prepare(head, commit);
  }

  async merge(commit: string, message: string): Promise<TreeMerge> {
    const [head = await this.head(), ...parents] = this.#settled;
    // The usual case: the branch is where the work began.
    if (head === commit || parents.includes(commit)) return { type: 'merged', commit: head };
    return this.#merges.merge(head, commit, message);
  }

  adopt(merge: Merged, onto: string, message: string): Promise<string> {
    return this.#merges.adopt(merge, onto, message);
  }

  advance(commit: string): Promise<void> {
    return this.#merges.advance(commit);
  }

  conclude(message: string): Promise<TreeMerge> {
    return this.#merges.conclude(message);
  }

  abandonMerge(): Promise<void> {
    return this.#merges.abandon();
  }

  async close(merged: string, besides: ReadonlySet<string>): Promise<void> {
    const { logger, home, git } = this.options;
    try {
      await this.#removal;
      await unlockTree(git, home, this.root);
      await this.#tree.requireGuarded(['comparing']);
      if (
        !(await this.#isCommitted(besides)) ||
        (await this.#tree.isMerging()) ||
        !(await this.#tree.try(['merge-base', '--is-ancestor', 'HEAD', merged])).ok
      ) {
        logger.info('a work tree is kept, because its work is not merged', { path: this.root });
        return;
      }
      const removed = await git.try(['worktree', 'remove', '--force', this.root], { cwd: home });
      if (!removed.ok) throw new AdapterError('GIT', complaintOf(removed.stderr));
      await this.#branches.removeMerged(merged, '');
    } catch (error) {
      logger.warn('the work tree of a worker was not removed', { path: this.root, error });
    }
  }

  /** Commits what an earlier run has left to the branch that is checked out, also a merge under way, so that it is not lost. */
  async keepUnfinished(besides: ReadonlySet<string>): Promise<void> {
    await this.#tree.requireGuarded(['comparing', 'committing']);
    await clearTheWay(this.options.gitDir, { keepMerge: true });
    const current = await this.#tree.try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
    this.#branch = current.ok ? current.stdout.trim() : '';
    if ((await this.#isCommitted(besides)) && !(await this.#tree.isMerging())) return;
    if (this.#branch === '') {
      this.#branch = await this.#branches.nameFor(null, await this.head());
      await this.#tree.run(['checkout', '--quiet', '-B', this.#branch]);
    }
    await this.#tree.commitAll(`Unfinished work of ${this.options.worker}`);
  }

  async #remove(): Promise<void> {
    try {
      await this.#branches.removeMerged(this.#base, this.#branch);
    } catch (error) {
      // The next one, and that at the end, try again.
      this.options.logger.warn('the merged branches of a worker were not removed', { error });
    }
  }

  /** Checks out a new branch at the commit and returns its name. */
  async #checkOut(task: TaskId | null, commit: string): Promise<string> {
    const first = this.#branches.firstNameFor(task);
    // Without force, git need not look at all files twice; at the same commit, it looks at none.
    const at = this.#files.head() === commit ? [] : [commit];
    if ((await this.#tree.try(['switch', '--quiet', '--no-track', '-c', first, ...at])).ok) return first;
    const args = ['checkout', '--quiet', '--force', '--no-track'];
    if ((await this.#tree.try([...args, '-b', first, commit])).ok) return first;
    // There is one already, of an earlier try.
    const name = await this.#branches.nameFor(task, commit);
    await this.#tree.run([...args, '-B', name, commit]);
    return name;
  }

  async #isClean(): Promise<boolean> {
    const args = ['status', '--porcelain', '--no-renames', '--untracked-files=normal'];
    return (await this.#tree.run([...args, '--ignore-submodules=dirty'])) === '';
  }

  /** Clears what is no work. Returns whether nothing is left that is not committed. */
  async #isCommitted(besides: ReadonlySet<string>): Promise<boolean> {
    return (await this.#isClean()) || (await this.#beside.clear(besides)).length === 0;
  }
}
