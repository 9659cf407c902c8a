// Copies files that git ignores, such as `.env`, from the user's work tree into a new one.
import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import picomatch from 'picomatch';
import { type Git, shownPath } from '../git-command.ts';
import type { GitSessionBranchOptions } from './open-branch.ts';

export interface CopyOptions extends Pick<GitSessionBranchOptions, 'neverCommit' | 'logger'> {
  readonly from: string;
  readonly to: string;
  /** Globs, relative to the top directory. */
  readonly copy: readonly string[];
}

/**
 * Copies the plain files that a glob matches, with their mode. Never copies a link, what iteratr keeps for itself, or what the new work
 * tree does not ignore, because a worker would commit it.
 */
export async function copyUntracked(
  git: Git,
  { from, to, copy, neverCommit, logger }: CopyOptions,
): Promise<void> {
  if (copy.length === 0) return;
  const matches = picomatch([...copy], { dot: true });
  const own = neverCommit.map((path) => relative(from, path));
  const paths = (await git.list(['ls-files', '--others', '-z'], from))
    .map(shownPath)
    .filter((path) => matches(path) && !own.some((mine) => path === mine || path.startsWith(`${mine}/`)));
  if (paths.length === 0) return;
  // The command knows no literal paths; after "./" nothing in a path has a meaning.
  const input = paths.map((path) => `./${path}\0`).join('');
  const options = { cwd: to, input, env: { GIT_LITERAL_PATHSPECS: '0' } };
  const { stdout } = await git.try(['check-ignore', '-z', '--stdin'], options);
  const ignored = new Set(stdout.split('\0').map((path) => path.slice(2)));
  for (const path of paths) {
    const problem = ignored.has(path)
      ? copyFileTo(from, to, path)
      : 'git does not ignore it in the work tree';
    if (problem !== undefined) logger.warn(`not copied to a new work tree: ${problem}`, { path });
  }
}

/** Copies a file and returns undefined, or why it was not copied. */
function copyFileTo(from: string, to: string, path: string): string | undefined {
  const [source, target] = [join(from, path), join(to, path)];
  try {
    if (!lstatSync(source).isFile()) return 'it is no plain file';
    mkdirSync(dirname(target), { recursive: true });
    // A folder of the project may be a link out of it.
    if (!`${realpathSync(dirname(target))}/`.startsWith(`${realpathSync(to)}/`))
      return 'its folder is a link';
    copyFileSync(source, target, constants.COPYFILE_EXCL);
    chmodSync(target, lstatSync(source).mode & 0o777);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
