// Finds the directory for backups: in git's own directory, which `git clean` does not touch.
import { createHash } from 'node:crypto';
import { basename, dirname, join, relative } from 'node:path';
import { gitCommonDirOf, gitDirOf, gitRootOf } from '../data-dir/git-root.ts';

/**
 * Returns the directory for backups of the sessions in a data directory; undefined if that is not in a git work tree. Every data
 * directory of a repository and its worktrees has its own.
 */
export function backupDirectory(dataDir: string): string | undefined {
  const root = gitRootOf(dirname(dataDir));
  if (root === undefined) return undefined;
  const [gitDir, common] = [gitDirOf(root), gitCommonDirOf(root)];
  if (gitDir === undefined || common === undefined) return undefined;
  const worktree = gitDir === common ? '' : basename(gitDir);
  // Relative, so that the repository can move.
  const key = createHash('sha256')
    .update(`${worktree}\0${relative(root, dataDir)}`)
    .digest('hex')
    .slice(0, 16);
  return join(common, 'iteratr', 'backup', key);
}

/** Returns the directory, below the user's state directory, for what is saved of a data directory without backups. */
export function rescueDirectory(dataDir: string, stateDir: string): string {
  return join(stateDir, 'rescue', createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
}
