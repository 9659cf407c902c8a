// The ref of a session's branch on a git remote, by which workers on several machines share it. No hook runs, and nothing waits for a password.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Git, GitResult } from '../git-command.ts';
import type { BranchRef, LocalBranchRef } from './branch-ref.ts';
import type { GitRemote } from './git-remote.ts';

/** How a remote says that the branch has moved, or is being moved. */
const MOVED =
  /\((?:fetch first|non-fast-forward|stale info|failed to update ref|reference already exists)\)|cannot lock ref|incorrect old value/;
const MOVE_TRIES = 5;
const MOVE_MS = 200;

interface RemoteBranchOptions {
  readonly git: Git;
  /** Absolute path of the user's work tree. */
  readonly root: string;
  readonly name: string;
  /** Follows the remote, so that `iteratr merge` and `git log` find the work. */
  readonly local: LocalBranchRef;
}

/** Every method waits while the remote cannot be reached. */
export class RemoteBranchRef implements BranchRef {
  readonly #ref: string;

  constructor(
    private readonly options: RemoteBranchOptions,
    private readonly remote: GitRemote,
  ) {
    this.#ref = `refs/heads/${options.name}`;
  }

  tip(): Promise<string | undefined> {
    return this.remote.untilReached(() => this.#look());
  }

  async move(
    making: string | Promise<string>,
    onto: string | null,
    confirm = async (): Promise<void> => undefined,
  ): Promise<boolean> {
    const to = await making;
    let isRepeated = false;
    return this.remote.untilReached(async () => {
      if (isRepeated) {
        // The push before may have moved the branch, although its answer was lost.
        const tip = await this.#look();
        if (tip !== undefined && (await this.#isIn(tip, to))) return true;
        if ((tip ?? null) !== onto) return false;
        await confirm();
      }
      isRepeated = true;
      return this.#move(to, onto);
    });
  }

  rename(name: string): Promise<void> {
    let isRepeated = false;
    return this.remote.untilReached(async () => {
      const tip = await this.#look();
      // A push whose answer was lost has renamed it.
      if (tip === undefined && isRepeated) return this.options.local.rename(name);
      if (tip === undefined) return;
      isRepeated = true;
      const lease = `--force-with-lease=${this.#ref}:${tip}`;
      const moves = [`${tip}:refs/heads/${name}`, `:${this.#ref}`];
      const pushed = await this.#push(['--atomic', lease], moves);
      if (!pushed.ok) throw this.remote.failure('push to', pushed);
      await this.options.local.rename(name);
    });
  }

  async #move(to: string, onto: string | null): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      const lease = onto === null ? [`--force-with-lease=${this.#ref}:`] : [];
      const pushed = await this.#push(lease, [`${to}:${this.#ref}`]);
      if (pushed.ok) {
        await this.#follow(to);
        return true;
      }
      if (!MOVED.test(pushed.stderr + pushed.stdout)) throw this.remote.failure('push to', pushed);
      if (((await this.#look()) ?? null) !== onto) return false;
      if (attempt === MOVE_TRIES) throw this.remote.failure('push to', pushed);
      await sleep(MOVE_MS);
    }
  }

  /** Returns the newest commit, which is in this repository then. Throws a retryable error if the remote cannot be reached. */
  async #look(): Promise<string | undefined> {
    const { git, root } = this.options;
    const seen = await this.remote.talk(['ls-remote', '--quiet', this.remote.name, this.#ref]);
    if (!seen.ok) throw this.remote.failure('reach', seen);
    const [, commit] = /^([0-9a-f]{40,64})\trefs\/heads\//m.exec(seen.stdout) ?? [];
    if (commit === undefined) return undefined;
    const isHere = () => git.try(['cat-file', '-e', `${commit}^{commit}`], { cwd: root });
    if (!(await isHere()).ok) {
      const args = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance'];
      const fetched = await this.remote.talk([...args, '--no-write-fetch-head', this.remote.name, this.#ref]);
      if (!fetched.ok && !(await isHere()).ok) throw this.remote.failure('fetch from', fetched);
    }
    await this.#follow(commit);
    return commit;
  }

  async #isIn(tip: string, commit: string): Promise<boolean> {
    const { git, root } = this.options;
    return (await git.try(['merge-base', '--is-ancestor', commit, tip], { cwd: root })).ok;
  }

  #push(flags: readonly string[], moves: readonly string[]): Promise<GitResult> {
    const fixed = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no'];
    return this.remote.talk([...fixed, '--no-signed', ...flags, this.remote.name, ...moves]);
  }

  /** Lets the local branch follow, unless it has commits that the remote lacks, or somebody looks at it. */
  async #follow(commit: string): Promise<void> {
    const { git, root, local } = this.options;
    const tip = await local.tip();
    if (tip === commit || (await local.isCheckedOut())) return;
    const isOlder =
      tip === undefined || (await git.try(['merge-base', '--is-ancestor', tip, commit], { cwd: root })).ok;
    if (isOlder) await local.move(commit, tip ?? null);
  }
}
