// The ref of a session's branch, moved only if nobody else has moved it.
import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError, ConfigError } from '../../../application/errors.ts';
import { complaintOf, type Git } from '../git-command.ts';
import type { GitFiles } from '../git-files.ts';

export interface BranchRef {
  /** Returns the newest commit, which is in this repository then; undefined if there is no such branch. Throws `AdapterError` `GIT`. */
  tip(): Promise<string | undefined>;

  /**
   * Moves the branch if it is still at `onto`; null: if there is none. Returns whether it did. Throws `AdapterError` `GIT` if git fails
   * for another reason, and `ConfigError` if the branch is checked out, because its files would look reverted. `confirm` is called before
   * what was waited for is tried again. `to` may still be in the making: where the branch is, is found out at the same time.
   */
  move(to: string | Promise<string>, onto: string | null, confirm?: () => Promise<void>): Promise<boolean>;

  /** Gives the branch another name, which no branch has. Throws `AdapterError` `GIT`. */
  rename(name: string): Promise<void>;
}

/** Another process may hold the lock of the ref for a moment; one that was killed has left it for good. */
const LOCK_TRIES = 20;
const LOCK_MS = 50;
const IS_LOCKED = /cannot lock ref[\s\S]*(File exists|Unable to create)/;

/** In git's record of what moved a branch. */
const REASON = 'iteratr';

export interface LocalBranchOptions {
  readonly git: Git;
  readonly files: GitFiles;
  /** Absolute path of the user's work tree. */
  readonly root: string;
  readonly name: string;
}

/** A branch of this repository. */
export class LocalBranchRef implements BranchRef {
  readonly #ref: string;
  readonly #name: string;

  constructor(private readonly options: LocalBranchOptions) {
    this.#name = options.name;
    this.#ref = `refs/heads/${options.name}`;
  }

  async tip(): Promise<string | undefined> {
    return (await this.#state())?.commit;
  }

  async move(making: string | Promise<string>, onto: string | null): Promise<boolean> {
    const [to, seen] = await Promise.all([making, this.#state()]);
    let state = seen;
    for (let attempt = 1; ; attempt++) {
      if ((state?.commit ?? null) !== onto) return false;
      if (state !== undefined && state.place !== '') throw checkedOut(this.#name, state.place);
      // Without hooks, also `reference-transaction`.
      const args = ['update-ref', '-m', REASON, this.#ref, to, onto ?? ''];
      const { ok, stderr } = await this.options.git.try(args, { cwd: this.options.root });
      if (ok) return true;
      const isLocked = IS_LOCKED.test(stderr);
      const tip = isLocked ? onto : ((await this.tip()) ?? null);
      // Git may be killed after it has moved the branch.
      if (tip === to) return true;
      if (tip !== onto) return false;
      if (!isLocked || attempt === LOCK_TRIES) {
        const problem = `the branch ${this.#name} was not moved: ${complaintOf(stderr)}`;
        throw new AdapterError('GIT', problem, { retryable: isLocked });
      }
      await sleep(LOCK_MS);
      state = await this.#state();
    }
  }

  /** Whether only iteratr has moved the branch, by git's record of it. */
  async isOurs(): Promise<boolean> {
    const args = ['log', '--walk-reflogs', '--format=%gs', this.#ref, '--'];
    const { ok, stdout } = await this.options.git.try(args, { cwd: this.options.root });
    const reasons = stdout.split('\n').filter(Boolean);
    return ok && reasons.length > 0 && reasons.every((reason) => reason === REASON);
  }

  async rename(name: string): Promise<void> {
    await this.options.git.run(['branch', '-m', this.#name, name], { cwd: this.options.root });
  }

  async isCheckedOut(): Promise<boolean> {
    return ((await this.#state())?.place ?? '') !== '';
  }

  /** Throws `ConfigError` if the branch is checked out. */
  async requireFree(): Promise<void> {
    const state = await this.#state();
    if (state !== undefined && state.place !== '') throw checkedOut(this.#name, state.place);
  }

  async #state(): Promise<{ readonly commit: string; readonly place: string } | undefined> {
    const { files, git, root } = this.options;
    const tip = files.tip(this.#ref);
    if (tip !== undefined && files.isFree(this.#ref)) return { commit: tip, place: '' };
    const args = ['for-each-ref', '--format=%(objectname) %(worktreepath)', this.#ref];
    const [, commit, place = ''] = /^(\S+) (.*)$/m.exec(await git.run(args, { cwd: root })) ?? [];
    return commit === undefined ? undefined : { commit, place };
  }
}

function checkedOut(name: string, place: string): ConfigError {
  const problem = `the branch ${name} is checked out in ${place}, and the workers would change it below your files`;
  return new ConfigError(problem, { remedy: 'check out another branch there' });
}
