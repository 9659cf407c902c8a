// The directory the agent works in, and its version control.
import type { SessionName } from '../../domain/session/session-name.ts';

/** The state of the work tree at one moment; opaque to the application. */
export interface WorkTreeState {
  readonly kind: 'work-tree-state';
}

export interface WorkTreeChanges {
  /** Paths relative to the work tree, sorted. Without version control, a limited number of them, and no deleted files. */
  readonly files: readonly string[];
  /**
   * Whether anything below the work directory was changed or committed: also in a repository inside the repository and in an
   * ignored path, but not in the caches of tools.
   */
  readonly progress: boolean;
}

export type CommitResult =
  | {
      readonly type: 'committed';
      readonly commit: string;
      readonly files: readonly string[];
      /** For the user, one line each: what the commit does not contain, and why. */
      readonly warnings: readonly string[];
    }
  /** There was nothing to commit. `commit` is the newest commit the agent itself made since `since`, or null. */
  | { readonly type: 'clean'; readonly commit: string | null; readonly warnings: readonly string[] }
  /** No commit was made and nothing was lost; `reason` is for the user and may have several lines. */
  | { readonly type: 'skipped'; readonly reason: string };

/** Never throws for version control: if it fails, changes are found without it, and nothing is committed. */
export interface WorkTree {
  capture(): Promise<WorkTreeState>;

  /**
   * Returns the state of a work tree that has nothing uncommitted, as its user knows, without looking at the files. `head`: the commit that is
   * checked out. undefined: only `capture` can tell.
   */
  cleanState(head: string): WorkTreeState | undefined;

  /**
   * Keeps `since` for a later run of the session, so that changes since then still belong to it after a crash; null removes it.
   * Failing to do so is logged.
   */
  keep(session: SessionName, since: WorkTreeState | null): Promise<void>;

  /** Returns what an earlier run kept; undefined if there is nothing that can be used. */
  kept(session: SessionName): Promise<WorkTreeState | undefined>;

  /** Returns what was uncommitted in that state, as paths, sorted. */
  uncommittedIn(state: WorkTreeState): readonly string[];

  /** Whether the state has nothing that is not committed, ignored files apart; false if that is not known. */
  isClean(state: WorkTreeState): boolean;

  /** Returns what differs from `since`, committed or not. `now`: a state that was just captured, so that it is not captured again. */
  changedSince(since: WorkTreeState, now?: WorkTreeState): Promise<WorkTreeChanges>;

  /** Returns the paths that changed since `since` and are not committed, sorted; none without version control. */
  uncommittedSince(since: WorkTreeState): Promise<readonly string[]>;

  /** Returns the commits made since `since`, oldest first; of very many, the last ones. */
  commitsSince(since: WorkTreeState): Promise<readonly string[]>;

  /**
   * Commits the uncommitted changes since `since`, except those of the paths in `except`, and nothing else, with the message
   * unchanged. `now`: a state that was just captured; what has changed since it is not committed. Aborting `signal` ends the repository's running git hooks; nothing is committed then, unless the commit was
   * already made.
   */
  commitSince(
    since: WorkTreeState,
    message: string,
    except: ReadonlySet<string>,
    signal: AbortSignal,
    now?: WorkTreeState,
  ): Promise<CommitResult>;
}
