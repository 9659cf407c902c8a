// The ref of a session's branch on a git remote, by which workers on several machines share it. No hook runs, and nothing waits for a password.
import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError, ConfigError } from '../../../application/errors.ts';
import { complaintOf, type Git, type GitResult } from '../git-command.ts';
import type { GitGuard } from '../git-guard.ts';
import type { BranchRef, LocalBranchRef } from './branch-ref.ts';
import { requireSameConfig } from './same-config.ts';

/** How a remote says that the branch has moved, or is being moved. */
const MOVED =
  /\((?:fetch first|non-fast-forward|stale info|failed to update ref|reference already exists)\)|cannot lock ref|incorrect old value/;
const MOVE_TRIES = 5;
const MOVE_MS = 200;
/** Between the looks at a remote that could not be reached during a push: if it has the work, that must not be done again. */
const OUTAGE_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** What a later attempt may not see again. */
const PASSING =
  /could not resolve|(?:couldn.t|failed to) connect|timed out|connection (?:refused|reset|closed)|early EOF|hung up|network is unreachable|temporary failure|RPC failed|error: 5\d\d|cannot lock ref/i;

interface RemoteOptions {
  readonly git: Git;
  readonly guard: GitGuard;
  /** Absolute path of the user's work tree. */
  readonly root: string;
  readonly name: string;
  readonly remote: string;
  /** Follows the remote, so that `iteratr merge` and `git log` find the work. */
  readonly local: LocalBranchRef;
}

export class RemoteBranchRef implements BranchRef {
  readonly #ref: string;
  #ssh: Promise<readonly string[]> | undefined;

  constructor(private readonly options: RemoteOptions) {
    this.#ref = `refs/heads/${options.name}`;
  }

  async tip(): Promise<string | undefined> {
    const { git, root, remote } = this.options;
    const seen = await this.#talk(['ls-remote', '--quiet', remote, this.#ref]);
    if (!seen.ok) throw this.#failure('reach', seen);
    const [, commit] = /^([0-9a-f]{40,64})\trefs\/heads\//m.exec(seen.stdout) ?? [];
    if (commit === undefined) return undefined;
    const isHere = () => git.try(['cat-file', '-e', `${commit}^{commit}`], { cwd: root });
    if (!(await isHere()).ok) {
      const args = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance'];
      const fetched = await this.#talk([...args, '--no-write-fetch-head', remote, this.#ref]);
      if (!fetched.ok && !(await isHere()).ok) throw this.#failure('fetch from', fetched);
    }
    await this.#follow(commit);
    return commit;
  }

  async move(to: string, onto: string | null): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      const pushed = await this.#push(onto === null ? [`--force-with-lease=${this.#ref}:`] : [], [
        `${to}:${this.#ref}`,
      ]);
      if (pushed.ok) {
        await this.#follow(to);
        return true;
      }
      if (!MOVED.test(pushed.stderr + pushed.stdout)) {
        const failure = this.#failure('push to', pushed);
        // Not once more: the worker may have been given up during the outage.
        if (!failure.retryable || !(await this.#hasArrived(to))) throw failure;
        return true;
      }
      if (((await this.tip()) ?? null) !== onto) return false;
      if (attempt === MOVE_TRIES) throw this.#failure('push to', pushed);
      await sleep(MOVE_MS);
    }
  }

  /** Whether a push whose answer was lost has moved the branch. Waits for a remote that cannot be reached; false if that takes too long. */
  async #hasArrived(commit: string): Promise<boolean> {
    for (const pause of OUTAGE_PAUSES_MS) {
      try {
        const tip = await this.tip();
        return tip !== undefined && (await this.#isIn(tip, commit));
      } catch {
        await sleep(pause);
      }
    }
    return false;
  }

  async #isIn(tip: string, commit: string): Promise<boolean> {
    const { git, root } = this.options;
    return (await git.try(['merge-base', '--is-ancestor', commit, tip], { cwd: root })).ok;
  }

  async rename(name: string): Promise<void> {
    const tip = await this.tip();
    if (tip === undefined) return;
    const lease = `--force-with-lease=${this.#ref}:${tip}`;
    const moves = [`${tip}:refs/heads/${name}`, `:${this.#ref}`];
    const pushed = await this.#push(['--atomic', lease], moves);
    if (!pushed.ok) throw this.#failure('push to', pushed);
    await this.options.local.rename(name);
  }

  #push(flags: readonly string[], moves: readonly string[]): Promise<GitResult> {
    const { remote } = this.options;
    const fixed = ['push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no'];
    return this.#talk([...fixed, '--no-signed', ...flags, remote, ...moves]);
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

  async #talk(args: readonly string[]): Promise<GitResult> {
    const { git, guard, root, remote } = this.options;
    await requireSameConfig(guard, root, ['connecting'], {
      isOurs: (key) => !key.startsWith('remote.') || key.startsWith(`remote.${remote}.`),
    });
    this.#ssh ??= this.#silentSsh();
    return git.try([...(await this.#ssh), ...args], { cwd: root, env: { SSH_ASKPASS_REQUIRE: 'never' } });
  }

  /** Returns options that keep ssh from asking. Throws `ConfigError` if there is no such remote. */
  async #silentSsh(): Promise<readonly string[]> {
    const { git, root, remote } = this.options;
    const url = await git.try(['config', '--get', `remote.${remote}.url`], { cwd: root });
    if (!url.ok || remote.startsWith('-')) {
      throw new ConfigError(`there is no git remote "${remote}", which remote names`, {
        remedy: `add it with \`git remote add ${remote} <url>\`, or change remote`,
      });
    }
    const configured = await git.try(['config', '--get', 'core.sshCommand'], { cwd: root });
    const ssh = configured.ok ? configured.stdout.trim() : 'ssh';
    const isOpenSsh = /^(\S*\/)?ssh(\s|$)/.test(ssh);
    return isOpenSsh ? ['-c', `core.sshCommand=${ssh} -oBatchMode=yes`] : [];
  }

  #failure(what: string, { stderr, stdout }: GitResult): AdapterError {
    const { remote } = this.options;
    const complaint = withoutPasswords(complaintOf(stderr || stdout));
    const retryable = PASSING.test(complaint);
    return new AdapterError('GIT', `git could not ${what} the remote ${remote}: ${complaint}`, {
      retryable,
      remedy: retryable
        ? 'try again when the remote can be reached'
        : `check that \`git push ${remote}\` is allowed to you without a password prompt`,
    });
  }
}

/** Hides user names and passwords in URLs. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1***@');
}
