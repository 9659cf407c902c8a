// Marks the work tree of a worker as used by a process, by git's own lock, so that neither git nor another process removes it.

import { AdapterError } from '../../../application/errors.ts';
import type { Processes } from '../../../application/ports/processes.port.ts';
import type { Git } from '../git-command.ts';

type Facts = Pick<Processes, 'startOf'>;

/** Locks the work tree for this process. Throws `AdapterError` `GIT` if a live process of this machine has it. */
export async function lockTree(git: Git, home: string, path: string, processes: Facts): Promise<void> {
  const reason = (await treesOf(git, home)).find((tree) => tree.path === path)?.locked;
  const user = reason === undefined ? undefined : userIn(reason);
  if (user && user.pid !== process.pid && isAlive(user, processes)) {
    throw new AdapterError('GIT', `process ${user.pid} works in ${path}`, {
      remedy: 'end it, or wait for it',
    });
  }
  if (reason !== undefined) await git.run(['worktree', 'unlock', path], { cwd: home });
  const mark = `iteratr ${process.pid} ${processes.startOf(process.pid)}`;
  await git.run(['worktree', 'lock', '--reason', mark, path], { cwd: home });
}

/** Removes the lock. Does nothing if there is none. */
export async function unlockTree(git: Git, home: string, path: string): Promise<void> {
  await git.try(['worktree', 'unlock', path], { cwd: home });
}

export interface KnownTree {
  /** Absolute path. */
  readonly path: string;
  /** The commit that is checked out; undefined for a bare repository. */
  readonly head: string | undefined;
  /** The branch that is checked out; undefined for a detached HEAD. */
  readonly branch: string | undefined;
  /** The reason of the lock, undefined without one. */
  readonly locked: string | undefined;
}

/** Returns the work trees that git knows. */
export async function treesOf(git: Git, home: string): Promise<readonly KnownTree[]> {
  const text = await git.run(['worktree', 'list', '--porcelain', '-z'], { cwd: home });
  return text
    .split('\0\0')
    .map((entry) => entry.split('\0'))
    .flatMap((lines): KnownTree[] => {
      const fieldOf = (key: string): string | undefined =>
        lines.find((line) => line === key || line.startsWith(`${key} `))?.slice(key.length + 1);
      const path = fieldOf('worktree');
      if (path === undefined) return [];
      const branch = fieldOf('branch')?.replace(/^refs\/heads\//, '');
      return [{ path, head: fieldOf('HEAD'), branch, locked: fieldOf('locked') }];
    });
}

/** Whether a live process of this machine has locked the tree. */
export function isUsed({ locked }: KnownTree, processes: Facts): boolean {
  const user = locked === undefined ? undefined : userIn(locked);
  return user !== undefined && isAlive(user, processes);
}

/** Whether the process that has locked the tree is dead. */
export function isAbandoned({ locked }: KnownTree, processes: Facts): boolean {
  const user = locked === undefined ? undefined : userIn(locked);
  return user !== undefined && !isAlive(user, processes);
}

interface TreeUser {
  readonly pid: number;
  readonly start: string;
}

function userIn(reason: string): TreeUser | undefined {
  const [, pid, start] = /^iteratr (\d+) (.+)$/.exec(reason) ?? [];
  return pid === undefined || start === undefined ? undefined : { pid: Number(pid), start };
}

function isAlive({ pid, start }: TreeUser, processes: Facts): boolean {
  return processes.startOf(pid) === start;
}
