// The work tree a directory is in, told from the files alone: no git is started for it.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The nearest directory above, or the directory itself, that has a `.git`. undefined outside of a work tree. */
export function gitRootOf(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The directory that all work trees of a repository share. undefined when it cannot be read. */
export function gitCommonDirOf(root: string): string | undefined {
  try {
    const dotGit = join(root, '.git');
    if (statSync(dotGit).isDirectory()) return dotGit;
    const gitDir = resolve(
      root,
      readFileSync(dotGit, 'utf8')
        .replace(/^gitdir: /, '')
        .trim(),
    );
    const common = join(gitDir, 'commondir');
    return existsSync(common) ? resolve(gitDir, readFileSync(common, 'utf8').trim()) : gitDir;
  } catch {
    return undefined;
  }
}
