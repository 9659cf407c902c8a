// The branches and work trees of workers that exist in a repository, for commands of the user.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { TaskId } from '../../domain/task/task.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';

/** A branch of a worker, with its work tree if it has one. */
export interface WorkerBranch {
  readonly session: SessionName;
  readonly worker: WorkerName;
  /** null: of the closing iteration. */
  readonly task: TaskId | null;
  readonly branch: string;
  /** Its newest commit. */
  readonly commit: string;
  /** The work tree in which it is checked out, absolute; null for none. */
  readonly path: string | null;
  /** Number of commits that the session's branch lacks. */
  readonly unmerged: number;
  /** Number of files in the work tree that are not committed. */
  readonly uncommitted: number;
  /** Whether a live process of this machine works in it. */
  readonly isInUse: boolean;
}

/** A work tree of a worker that no branch of it leads to. iteratr never removes it. */
export interface StrayTree {
  /** `detached`: no branch is checked out. `aside`: git did not know the directory, which made room for a new work tree. */
  readonly state: 'detached' | 'aside';
  /** null: it has a long name, which the directory does not say. */
  readonly session: SessionName | null;
  readonly worker: WorkerName;
  /** Absolute. */
  readonly path: string;
  /** The commit that is checked out; null: git does not know, as the following. */
  readonly commit: string | null;
  /** Number of commits that are on no branch. */
  readonly unmerged: number | null;
  /** Number of files that are not committed. */
  readonly uncommitted: number | null;
  /** Whether a live process of this machine works in it. */
  readonly isInUse: boolean;
}

export interface WorkerBranches {
  /** Returns those of all sessions, sorted. Throws `AdapterError` `GIT`. */
  list(): Promise<readonly WorkerBranch[]>;

  /** Returns the work trees of all sessions that `list` does not have, sorted by path. Throws `AdapterError` `GIT`. */
  strays(): Promise<readonly StrayTree[]>;

  /**
   * Removes a branch and its work tree. The caller makes sure that nothing is lost. Returns false, and removes nothing, if a worker uses
   * it now, or it has changed since it was listed. Throws `AdapterError` `GIT`.
   */
  remove(branch: WorkerBranch): Promise<boolean>;
}

/** What merging the branch of a session into the user's branch would do, or has done. */
export interface SessionMerge {
  readonly session: SessionName;
  /** The session's branch, and the user's that is checked out. */
  readonly branch: string;
  readonly into: string;
  /** The commits that come with it, newest first, merges of tasks only. */
  readonly commits: readonly { readonly id: string; readonly subject: string }[];
  /** Paths that differ, sorted. */
  readonly files: readonly string[];
  /** Paths in conflict, sorted. */
  readonly conflicts: readonly string[];
}

export interface SessionMerger {
  /**
   * Returns what a merge would do. `session` undefined: the only one that has a branch. Throws `SESSION.NOT_FOUND` if there is no such
   * branch, `InputError` if there are several, and `AdapterError` `GIT`, as outside of a repository and with a detached HEAD.
   */
  plan(session: SessionName | undefined): Promise<SessionMerge>;

  /**
   * Merges as planned, as one commit with two parents, by the user's git with its hooks. Throws `AdapterError` `GIT` if the work tree has uncommitted
   * changes or something else is under way, and on a conflict; the work tree is as before then.
   */
  merge(plan: SessionMerge): Promise<void>;
}
