// The work trees of workers: checkouts of the project outside of it, one for each worker, on branches of their own.
import type { TaskId } from '../../domain/task/task.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';

/** The head of the work tree with all that is in another commit. */
export interface Merged {
  readonly type: 'merged';
  /** The head. */
  readonly commit: string;
  /** The files of both, as git names a tree; undefined if the head has everything already. */
  readonly tree?: string;
}

export type TreeMerge =
  | Merged
  /** The merge is under way in the work tree; the files have conflict markers. */
  | { readonly type: 'conflict'; readonly files: readonly string[] };

export interface WorkerTree {
  /** Absolute path of the work tree's top directory. */
  readonly root: string;
  /** Absolute path of what is the work dir in the project. */
  readonly cwd: string;
  /** Whether it was created now, so that what the project needs is not installed in it. */
  readonly isNew: boolean;
  /** The branch that is checked out. */
  readonly branch: string;

  /**
   * Checks out a new branch for a task (null: the closing iteration) at `commit`, over whatever the files are, so commit them before.
   * What is not committed may stay, see `clean`. A branch that holds commits that are not merged stays and is listed.
   * Throws `AdapterError` `GIT`.
   */
  begin(task: TaskId | null, commit: string): Promise<void>;

  /**
   * Begins to remove branches of the worker whose work is in the commit that `begin` was given. Call it when nothing else has to be
   * done soon: only the next `begin` and `close` wait for it. Never throws; what could not be removed is removed later.
   */
  removeMerged(): void;

  /** Removes what is not committed, except files that git ignores, such as installed dependencies. Throws `AdapterError` `GIT`. */
  clean(): Promise<void>;

  /** Returns the commit that is checked out. */
  head(): Promise<string>;

  /**
   * Comes before `merge`: puts back or removes what is no work, because only checks have written it. `besides`: these paths, relative to the
   * top directory. Returns the files that are not committed, with which nothing can be merged. Throws `AdapterError` `GIT`.
   */
  settle(besides: ReadonlySet<string>): Promise<readonly string[]>;

  /**
   * Makes the merge in advance that `merge` will be asked for. Call it while `settle` runs. Returns what `merge` will return; undefined for
   * a conflict, or if it cannot be made. Never throws.
   */
  prepareMerge(commit: string): Promise<Merged | undefined>;

  /**
   * Merges a commit with the branch that was settled. Without a conflict, branch and files stay as they are. A conflict is in the files
   * then, in a merge commit under way that has this message. Throws `AdapterError` `GIT`.
   */
  merge(commit: string, message: string): Promise<TreeMerge>;

  /** Commits a merge with `onto` to the branch, and brings the files to it. Returns the new head. Throws `AdapterError` `GIT`. */
  adopt(merge: Merged, onto: string, message: string): Promise<string>;

  /** Brings branch and files to a commit that has the head of the work tree in its history. Throws `AdapterError` `GIT`. */
  advance(commit: string): Promise<void>;

  /** Commits what is not committed to the branch that is checked out, without `besides`, so that `begin` does not remove it. */
  keepUnfinished(besides: ReadonlySet<string>): Promise<void>;

  /**
   * Ends a merge that is under way: commits it with what the files are now. Returns the commit; the files that still have conflict
   * markers or are unmerged if there are any, and then the merge stays under way.
   */
  conclude(message: string): Promise<TreeMerge>;

  /** Gives a merge under way up: the tree is as before it. Does nothing if none is. */
  abandonMerge(): Promise<void>;

  /** Removes the work tree and its branch if its commits are reachable from `merged` and it has no changes but in `besides`. Otherwise keeps both. Never rejects. */
  close(merged: string, besides: ReadonlySet<string>): Promise<void>;
}

export interface WorkerTrees {
  /**
   * Call it before the first turn of a run: remembers which programs git would run, so that one that an agent configures is not run.
   * Never rejects.
   */
  prepare(): Promise<void>;

  /**
   * Opens the worker's work tree: the one of an earlier run if it can be used, else a new one at `commit`, with copies of the ignored
   * files that `worktree_copy` names. Work that an earlier run left in it is kept on its branch. Throws `AdapterError` `GIT`, and
   * leaves nothing behind then.
   */
  open(worker: WorkerName, commit: string, signal: AbortSignal): Promise<WorkerTree>;

  /**
   * Whether the worker's work tree is in this repository, and the process that opened it since the worker joined is dead. `joinedAt`: ISO
   * 8601; what was opened before is from another worker of that name. Never rejects.
   */
  isAbandoned(worker: WorkerName, joinedAt: string): Promise<boolean>;
}
