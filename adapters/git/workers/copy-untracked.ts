// Copies untracked files of the user's work tree, such as `.env`, into a new one.
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import picomatch from 'picomatch';
import type { Git } from '../git-command.ts';
import type { GitSessionBranchOptions } from './session-branch.ts';

export interface CopyOptions extends Pick<GitSessionBranchOptions, 'neverCommit' | 'logger'> {
  readonly from: string;
  readonly to: string;
  /** Globs, relative to the top directory. */
  readonly copy: readonly string[];
}

/** Copies the plain files that a glob matches, with their mode. A link, or what iteratr keeps for itself, is never copied. */
export async function copyUntracked(
  git: Git,
  { from, to, copy, neverCommit, logger }: CopyOptions,
): Promise<void> {
  if (copy.length === 0) return;
  const matches = picomatch([...copy], { dot: true });
  const own = neverCommit.map((path) => relative(from, path));
  const paths = (await git.list(['ls-files', '--others', '-z'], from))
    .map((path) => Buffer.from(path, 'latin1').toString('utf8'))
    .filter((path) => matches(path) && !own.some((mine) => path === mine || path.startsWith(`${mine}/`)));
  for (const path of paths) {
    const source = join(from, path);
    if (!(await lstat(source)).isFile()) {
      logger.warn('not copied to a new work tree, because it is no plain file', { path });
      continue;
    }
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(source, join(to, path), constants.COPYFILE_EXCL);
  }
}
