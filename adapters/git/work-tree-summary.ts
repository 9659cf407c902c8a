// Summarises a work tree for a status line: branch, commit, and whether there are uncommitted changes.
import type { Git } from './git-command.ts';

export interface WorkTreeSummary {
  /** '' when HEAD is detached. */
  readonly branch: string;
  /** Abbreviated; '' before the first commit. */
  readonly commit: string;
  readonly dirty: boolean;
}

/** Returns the summary of the work tree at `cwd`; null outside of a work tree, or without git. */
export async function workTreeSummary(git: Git, cwd: string): Promise<WorkTreeSummary | null> {
  const status = await git
    .try(['status', '--porcelain=v2', '--branch', '--ignore-submodules=all'], {
      cwd,
    })
    .catch(() => undefined);
  if (!status?.ok) return null;
  const head = (name: string): string =>
    new RegExp(`^# branch\\.${name} (\\S+)$`, 'm').exec(status.stdout)?.[1] ?? '';
  const branch = head('head');
  const commit = head('oid');
  return {
    branch: branch === '(detached)' ? '' : branch,
    commit: commit.startsWith('(') ? '' : commit.slice(0, 7),
    dirty: status.stdout.split('\n').some((line) => line !== '' && !line.startsWith('#')),
  };
}
