// The directory the agent works in, and its version control.

/** What the work tree looked like at one moment; opaque to the application. */
export interface WorkTreeState {
  readonly kind: 'work-tree-state';
}

export type CommitResult =
  | { readonly type: 'committed'; readonly commit: string; readonly files: readonly string[] }
  /** Nothing to commit. `commit` is the newest one the agent made by itself since `since`, if it made any. */
  | { readonly type: 'clean'; readonly commit: string | null }
  /** No commit was made and nothing is lost; `reason` is for the user. */
  | { readonly type: 'skipped'; readonly reason: string };

/** Never throws for what version control cannot do: outside of it, or when it fails, nothing counts as changed. */
export interface WorkTree {
  capture(): Promise<WorkTreeState>;

  /** Paths relative to the work tree, sorted, whose content differs from `since`, committed meanwhile or not. */
  changedSince(since: WorkTreeState): Promise<string[]>;

  /**
   * Commits what changed since `since` and is not committed yet, and nothing else. The message is used as it is. Aborting
   * `signal` ends hooks of the repository that run; nothing is committed then, unless it was already.
   */
  commitSince(since: WorkTreeState, message: string, signal: AbortSignal): Promise<CommitResult>;
}
