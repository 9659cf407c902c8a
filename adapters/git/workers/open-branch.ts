// The opened branch of a session: where it is, and what is in its history.
import { AdapterError, ConfigError } from '../../../application/errors.ts';
import type { Outage } from '../../../application/waiting/outage.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { Git } from '../git-command.ts';
import { GitFiles } from '../git-files.ts';
import type { GitGuard } from '../git-guard.ts';
import { findRepository, type Repository } from '../repository.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { sessionBranchName } from './branch-names.ts';
import { type BranchRef, LocalBranchRef } from './branch-ref.ts';
import { GitRemote } from './git-remote.ts';
import { RemoteBranchRef } from './remote-branch-ref.ts';

export interface GitSessionBranchOptions
  extends Pick<
    GitWorkTreeOptions,
    'cwd' | 'neverCommit' | 'ownOutput' | 'processes' | 'logger' | 'gitConfig'
  > {
  readonly session: SessionName;
  /** The name of the git remote that the branch is shared by; '' for none. */
  readonly remote?: string;
  /** How long a remote that cannot be reached is waited for; by default not at all. */
  readonly outage?: Outage;
}

interface Tools {
  readonly git: Git;
  readonly guard: GitGuard;
  readonly outage: Outage;
}

export class OpenBranch {
  /** `iteratr/<session>`. */
  readonly name: string;
  readonly git: Git;
  readonly guard: GitGuard;
  /** Absolute path of the user's work tree. */
  readonly root: string;
  readonly local: LocalBranchRef;
  /** The local one, or that of the remote. */
  readonly ref: BranchRef;
  readonly #files: GitFiles;

  private constructor(
    readonly repository: Repository,
    { session, remote = '' }: GitSessionBranchOptions,
    { git, guard, outage }: Tools,
  ) {
    const { root } = repository;
    const name = sessionBranchName(session);
    const files = new GitFiles(repository.gitDir);
    const local = new LocalBranchRef({ git, files, root, name });
    [this.name, this.git, this.guard, this.root, this.local] = [name, git, guard, root, local];
    this.#files = files;
    this.ref =
      remote === ''
        ? local
        : new RemoteBranchRef(
            { git, root, name, local },
            new GitRemote({ git, guard, root, remote, outage }),
          );
  }

  /** Finds the repository. The branch need not exist. Throws `ConfigError` without a repository. */
  static async open(options: GitSessionBranchOptions, tools: Tools): Promise<OpenBranch> {
    const { cwd } = options;
    const repository = await findRepository(tools.git, cwd);
    if (repository) return new OpenBranch(repository, options, tools);
    throw new ConfigError(`several workers need git, and ${cwd} is not in the work tree of a repository`, {
      remedy: 'create one with `git init` and commit what there is, or use --workers 1',
    });
  }

  /** As `SessionBranch.head`. */
  async head(): Promise<string> {
    const commit = await this.ref.tip();
    if (commit !== undefined) return commit;
    throw new AdapterError('GIT', `the branch ${this.name} is gone`, {
      remedy:
        'start the build again; the work of the workers is on the branches that `iteratr worktrees` lists',
    });
  }

  /** Whether `commit` is in the history of `head`. */
  async contains(head: string, commit: string): Promise<boolean> {
    if (this.#files.contains(head, commit)) return true;
    return (await this.git.try(['merge-base', '--is-ancestor', commit, head], { cwd: this.root })).ok;
  }

  /** Returns the commit of a revision; undefined if there is none. */
  async commit(revision: string): Promise<string | undefined> {
    const tip = this.#files.tip(revision);
    if (tip !== undefined) return tip;
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    const { ok, stdout } = await this.git.try(args, { cwd: this.root });
    return ok ? stdout.trim() : undefined;
  }
}
