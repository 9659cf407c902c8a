// The branch of a session in the user's repository. The user's work tree, index and branches are never touched, and no hook runs.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { onAbort } from '../../../application/async/abort.ts';
import { AdapterError, ConfigError } from '../../../application/errors.ts';
import type {
  BegunBranch,
  KnownBranch,
  LandedTask,
  Landing,
  SessionBranch,
  UpdateResult,
  Work,
} from '../../../application/ports/session-branch.port.ts';
import { COMMAND_PATIENCE, Outage } from '../../../application/waiting/outage.ts';
import { listed } from '../../../domain/listed.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import { Git, shownPath } from '../git-command.ts';
import { GitFiles } from '../git-files.ts';
import { GitGuard } from '../git-guard.ts';
import { findRepository, type Repository } from '../repository.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { describeCommits, landedTasks } from './branch-log.ts';
import { sessionBranchName } from './branch-names.ts';
import { type BranchRef, LocalBranchRef } from './branch-ref.ts';
import { missingInTrees, requireReady } from './branch-start.ts';
import { commitTree } from './commit-tree.ts';
import { GitRemote } from './git-remote.ts';
import { mergeTrees } from './merge-trees.ts';
import { RemoteBranchRef } from './remote-branch-ref.ts';
import { requireSameConfig } from './same-config.ts';
import { USER_WORK, UserWork } from './user-work.ts';

/** What stands for the repository of a branch that is shared by a remote, whose URL may be written in several ways. */
const SHARED = 'remote';

/** Somebody else may move the branch at the same moment. */
const UPDATE_TRIES = 5;

export interface GitSessionBranchOptions
  extends Pick<GitWorkTreeOptions, 'cwd' | 'neverCommit' | 'ownOutput' | 'processes' | 'logger'> {
  readonly session: SessionName;
  /** The name of the git remote that the branch is shared by; '' for none. */
  readonly remote?: string;
  /** How long a remote that cannot be reached is waited for; by default not at all. */
  readonly outage?: Outage;
}

interface Opened {
  readonly repository: Repository;
  readonly root: string;
  readonly files: GitFiles;
  readonly local: LocalBranchRef;
  readonly ref: BranchRef;
}

export class GitSessionBranch implements SessionBranch {
  readonly name: string;
  readonly #git: Git;
  readonly #guard: GitGuard;
  readonly #outage: Outage;
  #opened: Opened | undefined;
  #from: string | null = null;
  /** A commit that is on the branch, since the branch is at `head` or what this process has put on top of it. */
  #merged: { readonly commit: string; readonly head: string } | undefined;
  #prepared: (Work & { readonly made: Promise<string> }) | undefined;

  constructor(private readonly options: GitSessionBranchOptions) {
    this.name = sessionBranchName(options.session);
    this.#git = new Git(options.processes);
    this.#guard = new GitGuard(this.#git);
    this.#outage = options.outage ?? new Outage(COMMAND_PATIENCE);
  }

  async begin({ known, includeDirty, signal }: Parameters<SessionBranch['begin']>[0]): Promise<BegunBranch> {
    const { remote = '' } = this.options;
    onAbort(signal, () => this.#outage.shorten(0));
    const { repository, root, local, ref } = await this.#open();
    await this.#guard.check(root);
    await requireReady(this.#git, repository);
    await local.requireFree();
    // Before the branch follows that of a remote.
    const isOurs = await local.isOurs();
    const work = new UserWork(this.#git, repository, this.options);
    const [head, existing, branch, dirty] = await Promise.all([
      this.#commit('HEAD'),
      ref.tip(),
      this.#git.try(['symbolic-ref', '--quiet', '--short', 'HEAD'], { cwd: root }),
      work.files(),
    ]);
    signal.throwIfAborted();
    if (head === undefined) {
      throw new ConfigError('several workers need a commit to start from, and the repository has none yet', {
        remedy: 'commit what there is, or use --workers 1',
      });
    }
    const isKnown = known?.branch === this.name;
    if (existing !== undefined && !isKnown) await this.#requireUnused(existing, head, isOurs);
    this.#from = await this.#sourceOf(known, branch.ok ? branch.stdout.trim() : null);
    // A branch that only the remote lacks has work of the session.
    const start = (isKnown ? await local.tip() : await this.#former(known)) ?? head;
    if (existing === undefined) await ref.move(start, null);
    const isIncluded = includeDirty && dirty.size > 0;
    if (isIncluded) await this.#include(await work.commit(head, dirty, this.#messageFor()));
    const commit = await this.head();
    return {
      ...{ branch: this.name, from: this.#from, commit, repository: await this.repository() },
      uncommitted: isIncluded ? [] : [...dirty.keys()].map(shownPath).sort(),
      notices: await missingInTrees(this.#git, root, commit, { remote }),
    };
  }

  async join(signal: AbortSignal): Promise<Pick<BegunBranch, 'commit' | 'notices'>> {
    const { remote = '' } = this.options;
    onAbort(signal, () => this.#outage.shorten(0));
    const { repository, root, local, ref } = await this.#open();
    await this.#guard.check(root);
    await requireReady(this.#git, repository);
    await local.requireFree();
    const commit = await ref.tip();
    signal.throwIfAborted();
    if (commit === undefined) {
      const place = remote === '' ? 'this repository' : `the remote ${remote}`;
      throw new ConfigError(`there is no branch ${this.name} in ${place}`, {
        remedy: 'work in the repository of the build, or set `remote` on both machines',
      });
    }
    return { commit, notices: await missingInTrees(this.#git, root, commit, { remote }) };
  }

  async repository(): Promise<string> {
    const { cwd, remote = '' } = this.options;
    if (remote !== '') return SHARED;
    await this.#open();
    const shown = await this.#git.run(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd });
    const place = `${hostname()}\0${realpathSync(shown.trim())}`;
    return createHash('sha256').update(place).digest('hex').slice(0, 16);
  }

  async head(): Promise<string> {
    const commit = await (await this.#open()).ref.tip();
    if (commit !== undefined) return commit;
    throw new AdapterError('GIT', `the branch ${this.name} is gone`, {
      remedy:
        'start the build again; the work of the workers is on the branches that `iteratr worktrees` lists',
    });
  }

  async current(): Promise<string | undefined> {
    const { head, news } = await this.#look();
    return news === undefined ? head : undefined;
  }

  async update(): Promise<UpdateResult> {
    const { head, news } = await this.#look();
    return news === undefined ? { type: 'none', head } : this.#mergeIn(news.commit, news.from, head);
  }

  /** Returns where the branch is, and the newest commit of the user's branch unless it is on ours. */
  async #look(): Promise<{
    readonly head: string;
    readonly news?: { readonly commit: string; readonly from: string };
  }> {
    const from = this.#from;
    if (from === null) return { head: await this.head() };
    const [commit, head] = await Promise.all([this.#commit(`refs/heads/${from}`), this.head()]);
    return commit === undefined || (await this.#has(head, commit))
      ? { head }
      : { head, news: { commit, from } };
  }

  /** Whether the user's commit is on the branch. A commit that was, still is after work has landed on top. */
  async #has(head: string, commit: string): Promise<boolean> {
    if (this.#merged?.commit === commit && this.#merged.head === head) return true;
    if (!(await this.#contains(head, commit))) return false;
    this.#merged = { commit, head };
    return true;
  }

  prepare(work: Work): void {
    const made = this.#make(work);
    // `land` makes it again, and says what the problem is.
    made.catch(() => undefined);
    this.#prepared = { ...work, made };
  }

  async land({ confirm, ...work }: Parameters<SessionBranch['land']>[0]): Promise<Landing> {
    const { commit, onto } = work;
    const { ref } = await this.#open();
    // What others have recorded is read at the last moment, but need not wait for the commit.
    const making = Promise.all([
      this.#takePrepared(work) ?? this.#make(work),
      this.#requireIn(commit, onto),
      confirm?.(),
    ]).then(([made]) => made);
    if (!(await ref.move(making, onto, confirm))) return { type: 'moved', head: await this.head() };
    const made = await making;
    if (this.#merged?.head === onto) this.#merged = { ...this.#merged, head: made };
    return { type: 'landed', commit: made };
  }

  async #make({ commit, onto, message }: Work): Promise<string> {
    const { root } = await this.#open();
    return commitTree(this.#git, root, { tree: `${commit}^{tree}`, parents: [onto, commit], message });
  }

  /** Returns the merge that was prepared, if it is of this work. */
  #takePrepared({ commit, onto, message }: Work): Promise<string> | undefined {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    const isSame = prepared?.commit === commit && prepared.onto === onto && prepared.message === message;
    return isSame ? prepared.made.catch(() => this.#make(prepared)) : undefined;
  }

  /** Throws `AdapterError` `GIT` unless the work has what it lands on: its tree would revert the work of others. */
  async #requireIn(commit: string, onto: string): Promise<void> {
    if (await this.#contains(commit, onto)) return;
    throw new AdapterError('GIT', `${commit.slice(0, 8)} cannot land: it lacks ${onto.slice(0, 8)}`);
  }

  async landedSince(since: string): Promise<readonly LandedTask[]> {
    const { root } = await this.#open();
    return landedTasks(this.#git, this.options.session, { root, since, head: await this.head() });
  }

  async describe(since: string, files: readonly string[]): Promise<string> {
    const { root } = await this.#open();
    return describeCommits(this.#git, files, { root, since, head: await this.head() });
  }

  async putAside(): Promise<string | undefined> {
    const { ref } = await this.#open();
    if ((await ref.tip()) === undefined) return undefined;
    for (let number = 1; ; number++) {
      const name = `${this.name}.old-${number}`;
      if ((await this.#commit(`refs/heads/${name}`)) !== undefined) continue;
      await ref.rename(name);
      return name;
    }
  }

  async #open(): Promise<Opened> {
    if (this.#opened) return this.#opened;
    const { cwd, remote = '' } = this.options;
    const repository = await findRepository(this.#git, cwd);
    if (!repository) {
      throw new ConfigError(`several workers need git, and ${cwd} is not in the work tree of a repository`, {
        remedy: 'create one with `git init` and commit what there is, or use --workers 1',
      });
    }
    const { root } = repository;
    const files = new GitFiles(repository.gitDir);
    const local = new LocalBranchRef({ git: this.#git, files, root, name: this.name });
    const ref =
      remote === ''
        ? local
        : new RemoteBranchRef({ git: this.#git, root, name: this.name, local }, this.#remote(root, remote));
    this.#opened = { repository, root, files, local, ref };
    return this.#opened;
  }

  #remote(root: string, remote: string): GitRemote {
    return new GitRemote({ git: this.#git, guard: this.#guard, root, remote, outage: this.#outage });
  }

  /** Throws `ConfigError` unless a run created the branch and was killed before anything was on it. */
  async #requireUnused(existing: string, head: string, isOurs: boolean): Promise<void> {
    const { root } = await this.#open();
    const args = ['log', '--format=%s', `${head}..${existing}`, '--'];
    const subjects = (await this.#git.run(args, { cwd: root })).split('\n').filter(Boolean);
    if (isOurs && subjects.every((subject) => subject === USER_WORK)) return;
    throw new ConfigError(`there is a branch ${this.name} that this session has not created`, {
      remedy: `rename it with \`git branch -m ${this.name} …\`, or choose another --name`,
    });
  }

  /** Returns the user's branch whose new commits are merged: the recorded one, if it still exists. */
  async #sourceOf(known: KnownBranch | null, current: string | null): Promise<string | null> {
    const recorded = known?.from ?? null;
    const exists = recorded !== null && (await this.#commit(`refs/heads/${recorded}`)) !== undefined;
    return exists ? recorded : current;
  }

  #messageFor(): string {
    return `${USER_WORK}\n\nIteratr-Session: ${this.options.session}`;
  }

  async #include(work: string): Promise<void> {
    const result = await this.#mergeIn(work, 'your work tree', await this.head());
    if (result.type !== 'conflict') return;
    const files = listed(result.files, 10);
    throw new ConfigError(`what is uncommitted conflicts with the work on ${this.name}, in ${files}`, {
      remedy: 'commit it and resolve the conflict with `iteratr merge`, or leave --include-dirty away',
    });
  }

  /** Merges a commit into the branch, without a work tree. `head`: where the branch is, as far as is known. */
  async #mergeIn(commit: string, from: string, head: string): Promise<UpdateResult> {
    const { root, ref } = await this.#open();
    await requireSameConfig(this.#guard, root, ['comparing', 'merging']);
    for (let attempt = 0; attempt < UPDATE_TRIES; attempt++) {
      const onto = attempt === 0 ? head : await this.head();
      if (await this.#has(onto, commit)) return { type: 'none', head: onto };
      if (await this.#isContinued(onto, commit)) {
        if (await ref.move(commit, onto)) return { type: 'merged', head: commit, from };
        continue;
      }
      const merge = await mergeTrees(this.#git, root, onto, commit);
      if (merge.type === 'conflict') return { ...merge, head: onto, from };
      const message = `Merge ${from} into ${this.name}`;
      const made = await commitTree(this.#git, root, { tree: merge.tree, parents: [onto, commit], message });
      if (await ref.move(made, onto)) return { type: 'merged', head: made, from };
    }
    throw new AdapterError('GIT', `the branch ${this.name} changes too fast`, { retryable: true });
  }

  /**
   * Whether `commit` continues the line of `onto`, which then has nothing of its own. If it merged `onto` as its second parent, its
   * first parents would no longer lead to the tasks that have landed.
   */
  async #isContinued(onto: string, commit: string): Promise<boolean> {
    if (!(await this.#contains(commit, onto))) return false;
    const { root } = await this.#open();
    const args = ['rev-list', '--first-parent', '--parents', commit, `^${onto}`, '--'];
    const lines = (await this.#git.run(args, { cwd: root })).trim().split('\n');
    return lines.at(-1)?.split(' ')[1] === onto;
  }

  /** Returns the newest commit of the branch that the session had under another name, undefined for none. */
  async #former(known: KnownBranch | null): Promise<string | undefined> {
    return known === null ? undefined : this.#commit(`refs/heads/${known.branch}`);
  }

  /** Whether `commit` is in the history of `head`. */
  async #contains(head: string, commit: string): Promise<boolean> {
    const { root, files } = await this.#open();
    if (files.contains(head, commit)) return true;
    return (await this.#git.try(['merge-base', '--is-ancestor', commit, head], { cwd: root })).ok;
  }

  async #commit(revision: string): Promise<string | undefined> {
    const { root, files } = await this.#open();
    const tip = files.tip(revision);
    if (tip !== undefined) return tip;
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    const { ok, stdout } = await this.#git.try(args, { cwd: root });
    return ok ? stdout.trim() : undefined;
  }
}
