// Begins the branch of a session at the user's checkout, or continues the one that the session knows.
import { ConfigError } from '../../../application/errors.ts';
import type {
  BegunBranch,
  KnownBranch,
  SessionBranch,
} from '../../../application/ports/session-branch.port.ts';
import { listed } from '../../../domain/listed.ts';
import { shownPath } from '../git-command.ts';
import { missingInTrees, requireReady } from './branch-start.ts';
import type { GitSessionBranchOptions, OpenBranch } from './open-branch.ts';
import type { UserCommits } from './user-commits.ts';
import { USER_WORK, UserWork } from './user-work.ts';

export class BeginBranch {
  constructor(
    private readonly branch: OpenBranch,
    private readonly commits: UserCommits,
    private readonly options: GitSessionBranchOptions,
  ) {}

  /** As `SessionBranch.begin`, but for the name of the repository. From then on `commits` follow the user's branch. */
  async execute({
    known,
    includeDirty,
    signal,
  }: Parameters<SessionBranch['begin']>[0]): Promise<Omit<BegunBranch, 'repository'>> {
    const { remote = '' } = this.options;
    const { repository, root, git, guard, local, ref } = this.branch;
    await guard.check(root);
    await requireReady(git, repository);
    await local.requireFree();
    // Before the branch follows that of a remote.
    const isOurs = await local.isOurs();
    const work = new UserWork(git, repository, this.options);
    const [head, existing, branch, dirty] = await Promise.all([
      this.branch.commit('HEAD'),
      ref.tip(),
      git.try(['symbolic-ref', '--quiet', '--short', 'HEAD'], { cwd: root }),
      work.files(),
    ]);
    signal.throwIfAborted();
    if (head === undefined) {
      throw new ConfigError('several workers need a commit to start from, and the repository has none yet', {
        remedy: 'commit what there is, or use --workers 1',
      });
    }
    const isKnown = known?.branch === this.branch.name;
    if (existing !== undefined && !isKnown) await this.#requireUnused(existing, head, isOurs);
    const from = await this.#sourceOf(known, branch.ok ? branch.stdout.trim() : null);
    this.commits.from = from;
    // A branch that only the remote lacks has work of the session.
    const start = (isKnown ? await local.tip() : await this.#former(known)) ?? head;
    if (existing === undefined) await ref.move(start, null);
    const isIncluded = includeDirty && dirty.size > 0;
    if (isIncluded) await this.#include(await work.commit(head, dirty, this.#messageFor()));
    const commit = await this.branch.head();
    return {
      ...{ branch: this.branch.name, from, commit },
      uncommitted: isIncluded ? [] : [...dirty.keys()].map(shownPath).sort(),
      notices: await missingInTrees(git, root, commit, { remote }),
    };
  }

  /** Throws `ConfigError` unless a run created the branch and was killed before anything was on it. */
  async #requireUnused(existing: string, head: string, isOurs: boolean): Promise<void> {
    const { git, root, name } = this.branch;
    const args = ['log', '--format=%s', `${head}..${existing}`, '--'];
    const subjects = (await git.run(args, { cwd: root })).split('\n').filter(Boolean);
    if (isOurs && subjects.every((subject) => subject === USER_WORK)) return;
    throw new ConfigError(`there is a branch ${name} that this session has not created`, {
      remedy: `rename it with \`git branch -m ${name} …\`, or choose another --name`,
    });
  }

  /** Returns the user's branch whose new commits are merged: the recorded one, if it still exists. */
  async #sourceOf(known: KnownBranch | null, current: string | null): Promise<string | null> {
    const recorded = known?.from ?? null;
    const exists = recorded !== null && (await this.branch.commit(`refs/heads/${recorded}`)) !== undefined;
    return exists ? recorded : current;
  }

  /** Returns the newest commit of the branch that the session had under another name, undefined for none. */
  async #former(known: KnownBranch | null): Promise<string | undefined> {
    return known === null ? undefined : this.branch.commit(`refs/heads/${known.branch}`);
  }

  #messageFor(): string {
    return `${USER_WORK}\n\nIteratr-Session: ${this.options.session}`;
  }

  async #include(work: string): Promise<void> {
    const result = await this.commits.mergeIn(work, 'your work tree', await this.branch.head());
    if (result.type !== 'conflict') return;
    const files = listed(result.files, 10);
    throw new ConfigError(`what is uncommitted conflicts with the work on ${this.branch.name}, in ${files}`, {
      remedy: 'commit it and resolve the conflict with `iteratr merge`, or leave --include-dirty away',
    });
  }
}
