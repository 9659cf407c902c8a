// The branch of a session, on which the verified work of its workers comes together.
import type { TaskId } from '../../domain/task/task.ts';

/** What the session has recorded of its branch. */
export interface KnownBranch {
  readonly branch: string;
  /** The user's branch that it started from; null for a detached HEAD. */
  readonly from: string | null;
}

export interface BegunBranch extends KnownBranch {
  /** Its newest commit. */
  readonly commit: string;
  /** As `repository` returns it. */
  readonly repository: string;
  /** The files of the user's work tree that are not committed, so that workers do not have them; sorted. */
  readonly uncommitted: readonly string[];
  /** What the work trees of workers lack, such as the content of submodules, in words for the user. */
  readonly notices: readonly string[];
}

/** What lands as one merge. */
export interface Work {
  /** The newest commit of the work. */
  readonly commit: string;
  /** The files of the merge, as git names a tree; undefined: those of the commit, which has everything of `onto` then. */
  readonly tree?: string | undefined;
  /** Where the branch is. */
  readonly onto: string;
  /** That of the merge. */
  readonly message: string;
}

export type Landing =
  | { readonly type: 'landed'; readonly commit: string }
  /** The branch has moved on: merge it into the work first, and check again. */
  | { readonly type: 'moved'; readonly head: string };

/** `head`: the newest commit of the session's branch after it. */
export type UpdateResult =
  /** Nothing new on the user's branch. */
  | { readonly type: 'none'; readonly head: string }
  | { readonly type: 'merged'; readonly head: string; readonly from: string }
  | {
      readonly type: 'conflict';
      readonly head: string;
      readonly from: string;
      readonly files: readonly string[];
    };

/** A task whose work is on the branch, by the trailers of its merge. */
export interface LandedTask {
  readonly task: TaskId;
  readonly iteration: number;
  readonly commit: string;
}

export interface SessionBranch {
  /** `iteratr/<session>`. */
  readonly name: string;

  /**
   * Creates the branch at the user's checkout, or continues the one that the session knows. `includeDirty` commits the user's uncommitted
   * files to it first; the user's index and files stay as they are. Throws `ConfigError` for what the user must change: no git, no
   * commit yet, a branch of this name that is not the session's, a merge under way. With a remote, fetches and pushes. With one that cannot be
   * reached, this and all other methods wait, until `signal` aborts at the latest.
   */
  begin(request: {
    readonly known: KnownBranch | null;
    readonly includeDirty: boolean;
    readonly signal: AbortSignal;
  }): Promise<BegunBranch>;

  /**
   * Joins the branch that a build has begun, for workers of another process. Returns its newest commit, and notices as `begin` does.
   * `update` merges nothing then: that is up to the build. Throws `ConfigError` for what the user must change, also if there is no such
   * branch.
   */
  join(signal: AbortSignal): Promise<Pick<BegunBranch, 'commit' | 'notices'>>;

  /** Says where the branch is: the same for all processes that share it. Throws `ConfigError` without git. */
  repository(): Promise<string>;

  /** Returns the newest commit; with a remote, that of the remote. Throws `AdapterError` `GIT`. */
  head(): Promise<string>;

  /** Returns the newest commit if it has everything that is on the user's branch; undefined: `update` has something to merge. Changes nothing. */
  current(): Promise<string | undefined>;

  /** Merges new commits of the user's branch, without a work tree. On a conflict the branch stays as it is. */
  update(): Promise<UpdateResult>;

  /**
   * Begins to make the merge that `land` will put on the branch, at the same time as what still decides whether the work lands. Nothing
   * refers to the commit before that, and other work lands as if this had not been called. Never throws.
   */
  prepare(work: Work): void;

  /**
   * Puts work on the branch as one merge with two parents: `onto` first, then `commit`.
   * Succeeds only if the branch is still at `onto`: the ref is compared and swapped, on the remote by refusal of a push that is no
   * fast-forward. `confirm` is called before the branch is moved, and again before a push that is repeated after a wait: it throws if the
   * work may no longer land. Throws `AdapterError` `GIT`; the work may be on the remote then, unless the error says that the remote refused it.
   */
  land(work: Work & { readonly confirm?: () => Promise<void> }): Promise<Landing>;

  /** Returns the tasks that merges since `since` have landed, oldest first. */
  landedSince(since: string): Promise<readonly LandedTask[]>;

  /** Describes the commits of the branch since `since` that touched any of the files: who worked on what, bounded, for an agent. */
  describe(since: string, files: readonly string[]): Promise<string>;

  /** Moves the branch to another name, `iteratr/<session>.old-<n>`, for a session that starts from scratch. Returns the name; undefined if there is none. */
  putAside(): Promise<string | undefined>;
}
