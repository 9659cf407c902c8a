// What a status line says about a work tree: branch, commit, whether something is uncommitted.
import type { Git } from './git-command.ts';

export interface WorkTreeSummary {
  /** '' when HEAD is detached. */
  readonly branch: string;
  /** Abbreviated; '' before the first commit. */
  readonly commit: string;
  readonly dirty: boolean;
}

/** null outside of a work tree, or without git. */
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
