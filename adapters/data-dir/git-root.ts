// Finds the work tree of a directory by its files, without running git.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Returns the nearest directory with a `.git`, from `directory` upwards; undefined outside of a work tree. The repository that
 * iteratr makes in a data directory does not count.
 */
export function gitRootOf(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (isWorkTree(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** A repository with a head and without a configuration is the one that iteratr makes in a data directory. */
function isWorkTree(dotGit: string): boolean {
  if (!existsSync(dotGit)) return false;
  return !existsSync(join(dotGit, 'HEAD')) || existsSync(join(dotGit, 'config'));
}

/** Returns the git directory of a work tree; undefined if it cannot be read. */
export function gitDirOf(root: string): string | undefined {
  try {
    const dotGit = join(root, '.git');
    if (statSync(dotGit).isDirectory()) return dotGit;
    return resolve(
      root,
      readFileSync(dotGit, 'utf8')
        .replace(/^gitdir: /, '')
        .trim(),
    );
  } catch {
    return undefined;
  }
}

/** Returns the git directory that all work trees of a repository share; undefined if it cannot be read. */
export function gitCommonDirOf(root: string): string | undefined {
  try {
    const gitDir = gitDirOf(root);
    if (gitDir === undefined) return undefined;
    const common = join(gitDir, 'commondir');
    return existsSync(common) ? resolve(gitDir, readFileSync(common, 'utf8').trim()) : gitDir;
  } catch {
    return undefined;
  }
}
