// Reads from git's own file which branch a work tree has checked out, without starting git.
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 4_096;

/**
 * Returns whether HEAD is on a branch, which need not exist yet. `gitDir`: git's directory of the work tree. undefined: only git knows,
 * as with a detached HEAD, or where references are not kept as files.
 */
export function isOnBranch(gitDir: string): true | undefined {
  try {
    const file = join(gitDir, 'HEAD');
    const stat = lstatSync(file);
    if (!stat.isFile() || stat.size > MAX_BYTES) return undefined;
    const [, branch = '.invalid'] = /^ref: refs\/heads\/(.+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return branch === '.invalid' ? undefined : true;
  } catch {
    return undefined;
  }
}
