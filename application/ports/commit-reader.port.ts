// Reads one commit of the work tree, to show what an iteration changed.

export interface CommitFile {
  /** Relative to the top of the work tree; bytes that are not UTF-8 are U+FFFD. */
  readonly path: string;
  /** The path before a rename; null for none. */
  readonly from: string | null;
  /** Numbers of lines; null for a binary file. */
  readonly lines: { readonly added: number; readonly removed: number } | null;
  /** The hunks as a unified diff; '' if there are none, or if they are too large to show. */
  readonly hunks: string;
}

export interface CommitChanges {
  /** The first line of the message. */
  readonly subject: string;
  /** In the order of git. Compared with the first parent; of the first commit, with nothing. */
  readonly files: readonly CommitFile[];
  /** Number of further files. */
  readonly filesLeftOut: number;
}

/** Returns what a commit changed. The text is untrusted. Throws `AdapterError` `GIT` if there is no such commit. */
export type ReadCommit = (commit: string) => Promise<CommitChanges>;

/**
 * Returns the absolute path of a file in the work tree. `path` is untrusted and relative to the top of the work tree. Throws
 * `AdapterError` `GIT` if the file is not there now, is outside of the work tree, or has a name that is not UTF-8.
 */
export type LocateFile = (path: string) => Promise<string>;
