// Summarises a work tree for a status line: branch, commit, and whether there are uncommitted changes.
import type { Git } from './git-command.ts';

export interface WorkTreeSummary {
  /** '' when HEAD is detached. */
  readonly branch: string;
  /** Abbreviated; '' before the first commit. */
  readonly commit: string;
  readonly dirty: boolean;
}

/**
 * Returns the summary of the work tree at `cwd`; null outside of a work tree, or without git. Filters of the repository's own
 * configuration do not run, because an agent may have written them: files with such a filter may count as changed.
 */
export async function workTreeSummary(git: Git, cwd: string): Promise<WorkTreeSummary | null> {
  const status = await git
    .try(
      [...(await filtersOff(git, cwd)), 'status', '--porcelain=v2', '--branch', '--ignore-submodules=all'],
      {
        cwd,
      },
    )
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

/** Returns arguments that turn off the filters that the repository configures. */
async function filtersOff(git: Git, cwd: string): Promise<string[]> {
  const query = ['config', '--includes', '--show-scope', '--name-only', '-z', '--get-regexp', '^filter\\.'];
  const { stdout } = await git.try(query, { cwd }).catch(() => ({ stdout: '' }));
  const parts = stdout.split('\0');
  return parts.flatMap((key, at) => {
    const isOurs = at % 2 === 1 && ['local', 'worktree'].includes(parts[at - 1] ?? '');
    return isOurs ? ['-c', `${key}=${key.endsWith('.required') ? 'false' : ''}`] : [];
  });
}
