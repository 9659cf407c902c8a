// Throw-away copies of the project for reviews.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { TaskId } from '../../domain/task/task.ts';
import type { WorkTreeState } from './work-tree.port.ts';

export interface ReviewedWork {
  readonly session: SessionName;
  readonly tasks: readonly TaskId[];
  /** The commit to look at; null for what is checked out now, with the uncommitted changes. */
  readonly commit: string | null;
  /** The state before the work; undefined if nobody knows it. */
  readonly since: WorkTreeState | undefined;
}

export interface ReviewTree {
  /** Absolute path of what is the work dir in the project. */
  readonly cwd: string;
  /** The commits of the work with the files that they change, bounded; '' if none is found. */
  readonly changes: string;
  /** Removes the tree. Never rejects: what cannot be removed is logged, and removed by a later run. */
  close(): Promise<void>;
}

export interface ReviewTrees {
  /**
   * Call it before the first turn of a run: it remembers which programs git would run, and removes the trees of dead processes.
   * Never rejects.
   */
  prepare(): Promise<void>;

  /**
   * Creates a tree outside of the project that only this user can enter. Neither the user's files nor the index nor a branch
   * changes. Throws `AdapterError` `GIT`, also if git would run a program that was configured since `prepare`, and if
   * `signal` aborts; nothing is left then.
   */
  open(work: ReviewedWork, signal: AbortSignal): Promise<ReviewTree>;
}
