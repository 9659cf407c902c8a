// A git remote: runs git commands that connect to it without asking the user, and waits while it cannot be reached.
import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError, ConfigError } from '../../../application/errors.ts';
import { retryDelay } from '../../../application/loop/retry-policy.ts';
import type { Outage } from '../../../application/waiting/outage.ts';
import { Over, RequestWait } from '../../../application/waiting/request-wait.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { complaintOf, type Git, type GitResult } from '../git-command.ts';
import type { GitGuard } from '../git-guard.ts';
import { isOutage, tellingLine, withoutPasswords } from './remote-failure.ts';
import { requireSameConfig } from './same-config.ts';

/** ssh must not ask, and must notice that the other side is gone. */
const SSH_OPTIONS = '-oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=20';
/** Over HTTP, a server that sends nothing for so long is gone; one that works sends something every five seconds. */
const HTTP_OPTIONS = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=60'];

interface RemoteOptions {
  readonly git: Git;
  readonly guard: GitGuard;
  /** Absolute path of the user's work tree. */
  readonly root: string;
  /** Its name. */
  readonly remote: string;
  readonly outage: Outage;
}

export class GitRemote {
  readonly name: string;
  #options: Promise<readonly string[]> | undefined;

  constructor(private readonly options: RemoteOptions) {
    this.name = options.remote;
  }

  /**
   * Calls `attempt` again and again, with growing pauses, as long as it throws a retryable error, at most as long as the outage allows.
   * Then throws the last error. So `attempt` must be safe to repeat.
   */
  async untilReached<Value>(attempt: () => Promise<Value>): Promise<Value> {
    const wait = new RequestWait(this.options.outage, { isWrite: true });
    let isAnswered = false;
    let last: unknown;
    try {
      for (let failures = 0; ; failures++) {
        try {
          if (failures > 0) await wait.for(sleep(retryDelay(failures, Math.random())));
          const value = await attempt();
          isAnswered = true;
          return value;
        } catch (error) {
          if (error instanceof Over) throw last;
          const isAway = error instanceof RemoteAway;
          // A refusal is an answer.
          isAnswered = !isAway;
          if (!isAway) throw error;
          last = wait.waitedMs > 0 ? error.after(wait.waitedMs) : error;
          if (!wait.begin(error.passing)) throw last;
        }
      }
    } finally {
      wait.end(isAnswered);
    }
  }

  /** Runs a git command that connects to the remote. Throws `AdapterError` `GIT` if an agent has changed how git connects. */
  async talk(args: readonly string[]): Promise<GitResult> {
    const { git, guard, root, remote } = this.options;
    await requireSameConfig(guard, root, ['connecting'], {
      isOurs: (key) => !key.startsWith('remote.') || key.startsWith(`remote.${remote}.`),
    });
    this.#options ??= this.#gitOptions();
    return git.try([...(await this.#options), ...args], {
      cwd: root,
      env: { SSH_ASKPASS_REQUIRE: 'never' },
    });
  }

  /** Returns the error for a command that failed; retryable if the remote could not be reached. `what` completes "git could not …". */
  failure(what: string, { stderr, stdout }: GitResult): AdapterError {
    const { name } = this;
    const complaint = withoutPasswords(complaintOf(stderr || stdout));
    const problem = `git could not ${what} the remote ${name}`;
    if (isOutage(`${stdout}\n${stderr}`)) return new RemoteAway(`${problem}: ${tellingLine(complaint)}`);
    return new AdapterError('GIT', `${problem}: ${complaint}`, {
      remedy: `check that \`git push ${name}\` is allowed to you without a password prompt, and start again`,
    });
  }

  /** Returns options that keep ssh from asking and notice a connection that is dead, unless the user has set them. Throws `ConfigError` if there is no such remote. */
  async #gitOptions(): Promise<readonly string[]> {
    const { git, root, remote } = this.options;
    const [url, configured, speed] = await Promise.all(
      [`remote.${remote}.url`, 'core.sshCommand', 'http.lowSpeedLimit'].map((key) =>
        git.try(['config', '--get', key], { cwd: root }),
      ),
    );
    if (!url?.ok || remote.startsWith('-')) {
      throw new ConfigError(`there is no git remote "${remote}", which remote names`, {
        remedy: `add it with \`git remote add ${remote} <url>\`, or change remote`,
      });
    }
    const ssh = configured?.ok ? configured.stdout.trim() : 'ssh';
    const isOpenSsh = /^(\S*\/)?ssh(\s|$)/.test(ssh);
    return [
      ...(isOpenSsh ? ['-c', `core.sshCommand=${ssh} ${SSH_OPTIONS}`] : []),
      ...(speed?.ok ? [] : HTTP_OPTIONS),
    ];
  }
}

/** The remote could not be reached, which may pass by itself. */
class RemoteAway extends AdapterError {
  constructor(
    private readonly what: string,
    waitedMs = 0,
  ) {
    const waited = waitedMs === 0 ? '' : ` (waited ${formatDuration(waitedMs)})`;
    super('GIT', `${what}${waited}`, {
      retryable: true,
      remedy: 'start again when the remote can be reached',
    });
  }

  get passing() {
    const { problem, remedy = '' } = this;
    return { cause: 'remote', code: 'GIT', problem, remedy } as const;
  }

  after(waitedMs: number): RemoteAway {
    return new RemoteAway(this.what, waitedMs);
  }
}
