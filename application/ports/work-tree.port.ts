// The directory the agent works in, and its version control.

/** The state of the work tree at one moment; opaque to the application. */
export interface WorkTreeState {
  readonly kind: 'work-tree-state';
}

export type CommitResult =
  | { readonly type: 'committed'; readonly commit: string; readonly files: readonly string[] }
  /** There was nothing to commit. `commit` is the newest commit the agent itself made since `since`, or null. */
  | { readonly type: 'clean'; readonly commit: string | null }
  /** No commit was made and nothing was lost; `reason` is for the user. */
  | { readonly type: 'skipped'; readonly reason: string };

/** Never throws for version control: without it, or if it fails, nothing is reported as changed. */
export interface WorkTree {
  capture(): Promise<WorkTreeState>;

  /** Returns the paths whose content differs from `since`, committed or not; relative to the work tree, sorted. */
  changedSince(since: WorkTreeState): Promise<string[]>;

  /**
   * Commits the uncommitted changes since `since`, and nothing else, with the message unchanged. Aborting `signal` ends the
   * repository's running git hooks; nothing is committed then, unless the commit was already made.
   */
  commitSince(since: WorkTreeState, message: string, signal: AbortSignal): Promise<CommitResult>;
}
