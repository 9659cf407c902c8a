// Finds the main worktree's counterpart of a folder in a linked worktree.
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Returns the folder's path in the main worktree if the folder is in a linked one; otherwise undefined. Reads git's own files,
 * and trusts them only if the repository points back to this worktree, so that a folder cannot claim to belong to a repository.
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-worktrees
 */
export function placeInMainWorktree(folder: string): string | undefined {
  try {
    const root = worktreeRoot(folder);
    if (root === undefined || !lstatSync(join(root, '.git')).isFile()) return undefined;
    const [, named = ''] = /^gitdir: (.+)$/m.exec(readFileSync(join(root, '.git'), 'utf8')) ?? [];
    const gitDir = realpathSync(resolve(root, named));
    const back = readFileSync(join(gitDir, 'gitdir'), 'utf8').trim();
    if (realpathSync(dirname(resolve(gitDir, back))) !== root) return undefined;
    const common = realpathSync(resolve(gitDir, readFileSync(join(gitDir, 'commondir'), 'utf8').trim()));
    if (dirname(gitDir) !== join(common, 'worktrees')) return undefined;
    return join(dirname(common), relative(root, folder));
  } catch {
    return undefined; // not a linked worktree that git knows
  }
}

function worktreeRoot(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : worktreeRoot(dirname(folder));
}
