// The work tree of one worker, as git operations on it. No hook of the repository runs.
import { existsSync, mkdirSync } from 'node:fs';
import { AdapterError } from '../../../application/errors.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import type { TreeMerge, WorkerTree } from '../../../application/ports/worker-tree.port.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import { complaintOf, type Git, type GitResult } from '../git-command.ts';
import { GitFiles } from '../git-files.ts';
import type { GitGuard } from '../git-guard.ts';
import { BesideWork } from './beside-work.ts';
import { commitWithParents, withIdentity } from './commit-tree.ts';
import { Conflicts } from './conflicts.ts';
import { requireSameConfig } from './same-config.ts';
import { clearTheWay } from './stale-operations.ts';
import { unlockTree } from './tree-lock.ts';
import { fullOr, requireTreeRoom } from './tree-room.ts';
import { type BranchTip, WorkBranches } from './work-branches.ts';

/** What an agent may have configured for a branch or for submodules does not count. */
const PLAIN = ['-c', 'submodule.recurse=false', '-c', 'rerere.enabled=false'];
/** The commits of iterations are enough occasions for git to tidy up the repository. */
const NO_UPKEEP = ['-c', 'maintenance.auto=false', '-c', 'gc.auto=0'];
/** Both sides and what they have in common. */
const STYLE = ['-c', 'merge.conflictStyle=zdiff3'];

export interface GitWorkerTreeOptions {
  readonly git: Git;
  readonly guard: GitGuard;
  readonly logger: Logger;
  readonly session: SessionName;
  readonly worker: WorkerName;
  /** Absolute path of the top directory of the user's work tree. */
  readonly home: string;
  readonly root: string;
  /** Git's own directory for the work tree. */
  readonly gitDir: string;
  readonly cwd: string;
  readonly isNew: boolean;
  /** Paths relative to the top directory. */
  readonly neverCommit: readonly string[];
}

interface Merged {
  /** All that is in its history is merged. */
  readonly commit: string;
  /** The branch that was checked out before, if it is known. */
  readonly left: BranchTip | undefined;
}

export class GitWorkerTree implements WorkerTree {
  readonly root: string;
  readonly cwd: string;
  readonly isNew: boolean;
  readonly #branches: WorkBranches;
  readonly #conflicts: Conflicts;
  readonly #beside: BesideWork;
  readonly #files: GitFiles;
  #branch = '';
  /** The commit that was checked out when the work tree was settled last, and its parents. */
  #settled: readonly string[] = [];
  /** The commit whose merge is, or was last, under way. */
  #merging: string | undefined;
  /** What `removeMerged` has to do. */
  #merged: Merged | undefined;
  /** The removal of merged branches, which nothing waits for but the next one. Never rejects. */
  #removal: Promise<void> = Promise.resolve();

  constructor(private readonly options: GitWorkerTreeOptions) {
    ({ root: this.root, cwd: this.cwd, isNew: this.isNew } = options);
    this.#files = new GitFiles(options.gitDir);
    this.#branches = new WorkBranches({ ...options, files: this.#files });
    this.#conflicts = new Conflicts(options.git, options.root);
    this.#beside = new BesideWork(options.git, options.root, options.neverCommit);
  }

  get branch(): string {
    return this.#branch;
  }

  async begin(task: TaskId | null, commit: string): Promise<void> {
    requireTreeRoom(this.root);
    await this.#requireGuarded(['comparing']);
    await this.#removal;
    const { gitDir } = this.options;
    await clearTheWay(gitDir);
    await this.#branches.keepDetached(gitDir);
    const left = this.#left();
    const name = await this.#checkOut(task, commit);
    this.#branch = name;
    this.#merging = undefined;
    this.#merged = { commit, left };
    if (!existsSync(this.cwd)) mkdirSync(this.cwd, { recursive: true });
  }

  removeMerged(): void {
    const merged = this.#merged;
    this.#merged = undefined;
    if (merged) this.#removal = this.#remove(merged);
  }

  async clean(): Promise<void> {
    await this.#requireGuarded(['comparing']);
    await this.#run(['clean', '-d', '--force', '--quiet']);
    if (!existsSync(this.cwd)) mkdirSync(this.cwd, { recursive: true });
  }

  async head(): Promise<string> {
    return this.#files.head() ?? (await this.#run(['rev-parse', '--verify', 'HEAD'])).trim();
  }

  async settle(besides: ReadonlySet<string>): Promise<readonly string[]> {
    requireTreeRoom(this.root, this.#branch);
    await this.#requireGuarded(['comparing']);
    const [isClean, tip] = await Promise.all([
      this.#isClean(),
      commitWithParents(this.options.git, this.root, this.#files),
    ]);
    this.#settled = tip;
    return isClean ? [] : this.#beside.clear(besides);
  }

  async merge(commit: string, message: string): Promise<TreeMerge> {
    const [head, ...parents] = this.#settled;
    // The usual case: the branch is where the work began.
    if (head !== undefined && (head === commit || parents.includes(commit)))
      return { type: 'merged', commit: head };
    await this.#requireGuarded(['comparing', 'committing', 'merging']);
    const flags = [
      '--no-stat',
      '--no-ff',
      '--no-edit',
      '--no-verify',
      '--no-verify-signatures',
      '--no-autostash',
    ];
    const args = ['merge', ...flags, '--cleanup=whitespace', '-m', message, commit];
    const result = await withIdentity((identity) =>
      this.#try([...STYLE, ...NO_UPKEEP, ...identity, ...args]),
    );
    if (result.ok) return { type: 'merged', commit: await this.head() };
    const files = await this.#conflicts.found();
    if (files.length === 0) throw fullOr(failed('merge', result), this.root);
    this.#merging = commit;
    return { type: 'conflict', files };
  }

  async conclude(message: string): Promise<TreeMerge> {
    const left = await this.#conflicts.left();
    if (left.length > 0) return { type: 'conflict', files: left };
    if (await this.#isMerging()) await this.#commitAll(message);
    // The agent gave the merge up instead of resolving it.
    else if (this.#merging !== undefined && !(await this.#contains(this.#merging)))
      return { type: 'conflict', files: this.#conflicts.files };
    return { type: 'merged', commit: await this.head() };
  }

  async abandonMerge(): Promise<void> {
    if (!(await this.#isMerging())) return;
    await this.#requireGuarded(['comparing']);
    const aborted = await this.#try(['merge', '--abort']);
    if (!aborted.ok) await this.#run(['reset', '--quiet', '--hard']);
    // What the agent has added on the way; before the merge, everything was committed.
    await this.#run(['clean', '-d', '--force', '--quiet']);
  }

  async close(merged: string, besides: ReadonlySet<string>): Promise<void> {
    const { logger, home, git } = this.options;
    try {
      await this.#removal;
      await unlockTree(git, home, this.root);
      await this.#requireGuarded(['comparing']);
      if (
        !(await this.#isCommitted(besides)) ||
        (await this.#isMerging()) ||
        !(await this.#try(['merge-base', '--is-ancestor', 'HEAD', merged])).ok
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
    await this.#requireGuarded(['comparing', 'committing']);
    await clearTheWay(this.options.gitDir, { keepMerge: true });
    const current = await this.#try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
    this.#branch = current.ok ? current.stdout.trim() : '';
    if ((await this.#isCommitted(besides)) && !(await this.#isMerging())) return;
    if (this.#branch === '') {
      this.#branch = await this.#branches.nameFor(null, await this.head());
      await this.#run(['checkout', '--quiet', '-B', this.#branch]);
    }
    await this.#commitAll(`Unfinished work of ${this.options.worker}`);
  }

  /** Returns the branch that is checked out, if it is known. */
  #left(): BranchTip | undefined {
    const tip = this.#branch === '' ? undefined : this.#files.tip(`refs/heads/${this.#branch}`);
    return tip === undefined ? undefined : { name: this.#branch, tip };
  }

  async #remove({ commit, left }: Merged): Promise<void> {
    const checkedOut = this.#branch;
    try {
      // Usually the others were removed before.
      if (left && left.name !== checkedOut && this.#files.contains(commit, left.tip))
        await this.#branches.remove(left);
      else await this.#branches.removeMerged(commit, checkedOut);
    } catch (error) {
      // The next one, and that at the end, try again.
      this.options.logger.warn('the merged branches of a worker were not removed', { error });
    }
  }

  /** Checks out a new branch at the commit and returns its name. */
  async #checkOut(task: TaskId | null, commit: string): Promise<string> {
    const args = ['checkout', '--quiet', '--force', '--no-track'];
    const first = this.#branches.firstNameFor(task);
    if ((await this.#try([...args, '-b', first, commit])).ok) return first;
    // There is one already, of an earlier try.
    const name = await this.#branches.nameFor(task, commit);
    await this.#run([...args, '-B', name, commit]);
    return name;
  }

  async #commitAll(message: string): Promise<void> {
    await this.#requireGuarded(['comparing', 'committing']);
    const { git, neverCommit } = this.options;
    const except = neverCommit.map((path) => `:(top,exclude,literal)${path}`);
    const globs = { cwd: this.root, env: { GIT_LITERAL_PATHSPECS: '0' } };
    await this.#orFull(git.run([...PLAIN, 'add', '--all', '--', ':(top)', ...except], globs));
    const args = ['commit', '--quiet', '--no-verify', '--allow-empty', '--cleanup=whitespace', '-m', message];
    const result = await withIdentity((identity) => this.#try([...identity, ...args]));
    if (!result.ok) throw fullOr(failed('commit', result), this.root);
  }

  async #isClean(): Promise<boolean> {
    const args = ['status', '--porcelain', '--no-renames', '--untracked-files=normal'];
    return (await this.#run([...args, '--ignore-submodules=dirty'])) === '';
  }

  /** Clears what is no work. Returns whether nothing is left that is not committed. */
  async #isCommitted(besides: ReadonlySet<string>): Promise<boolean> {
    return (await this.#isClean()) || (await this.#beside.clear(besides)).length === 0;
  }

  async #contains(commit: string): Promise<boolean> {
    return (await this.#try(['merge-base', '--is-ancestor', commit, 'HEAD'])).ok;
  }

  async #isMerging(): Promise<boolean> {
    return (await this.#try(['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'])).ok;
  }

  /** The agent can write the configuration that all work trees share, and that of this one. */
  #requireGuarded(uses: Parameters<typeof requireSameConfig>[2]): Promise<void> {
    const { guard, home } = this.options;
    return requireSameConfig(guard, home, uses, { tree: this.root });
  }

  /** Git does not always say that the disk is full. */
  #run(args: readonly string[]): Promise<string> {
    return this.#orFull(this.options.git.run([...PLAIN, ...args], { cwd: this.root }));
  }

  async #orFull<Value>(command: Promise<Value>): Promise<Value> {
    try {
      return await command;
    } catch (error) {
      throw fullOr(error, this.root);
    }
  }

  #try(args: readonly string[]): Promise<GitResult> {
    return this.options.git.try([...PLAIN, ...args], { cwd: this.root });
  }
}

function failed(command: string, { stderr, stdout }: GitResult): AdapterError {
  return new AdapterError('GIT', `git ${command} failed: ${complaintOf(stderr || stdout)}`);
}
