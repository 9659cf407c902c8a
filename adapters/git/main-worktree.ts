// Finds the main worktree's counterpart of a folder in a linked worktree.
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readPlainFile } from '../data-dir/given-file.ts';

/**
 * Returns the folder's path in the main worktree if the folder is in a linked one; otherwise undefined. Reads git's own files,
 * and trusts them only if the repository points back to this worktree, so that a folder cannot claim to belong to a repository.
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-worktrees
 */
export function placeInMainWorktree(folder: string): string | undefined {
  try {
    const root = worktreeRoot(folder);
    if (root === undefined || !lstatSync(join(root, '.git')).isFile()) return undefined;
    const [, named = ''] = /^gitdir: (.+)$/m.exec(pointer(join(root, '.git'))) ?? [];
    const gitDir = realpathSync(resolve(root, named));
    const back = pointer(join(gitDir, 'gitdir')).trim();
    if (realpathSync(dirname(resolve(gitDir, back))) !== root) return undefined;
    const common = realpathSync(resolve(gitDir, pointer(join(gitDir, 'commondir')).trim()));
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

/** A path in a file. A pipe or a huge file is none of git's. */
function pointer(file: string): string {
  return readPlainFile(file, { bytes: 64 * 1024 }).toString('utf8');
}
