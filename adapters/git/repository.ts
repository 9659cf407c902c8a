// Finds the git repository of a directory, and what prevents a commit in it.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Git } from './git-command.ts';

export interface Repository {
  /** Absolute path of the work tree's top directory. */
  readonly root: string;
  /** Absolute path of git's own directory for this work tree. */
  readonly gitDir: string;
}

/** Returns the repository of `cwd`; undefined outside of a work tree, or without git. */
export async function findRepository(git: Git, cwd: string): Promise<Repository | undefined> {
  const found = await git
    .try(['rev-parse', '--show-toplevel', '--absolute-git-dir'], { cwd })
    .catch(() => undefined);
  if (!found?.ok) return undefined;
  const [root = '', gitDir = ''] = found.stdout.split('\n');
  if (!isAbsolute(root)) return undefined;
  return { root, gitDir };
}

/** Operations of the user that a commit would interfere with. */
const UNDER_WAY: readonly (readonly [file: string, what: string])[] = [
  ['MERGE_HEAD', 'a merge is in progress'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick is in progress'],
  ['REVERT_HEAD', 'a revert is in progress'],
  ['rebase-merge', 'a rebase is in progress'],
  ['rebase-apply', 'a rebase or am is in progress'],
];

/** Returns why nothing can be committed now, with a remedy; undefined if it can. */
export async function commitObstacle(git: Git, { root, gitDir }: Repository): Promise<string | undefined> {
  for (const [file, what] of UNDER_WAY) {
    if (existsSync(join(gitDir, file))) return `${what}; finish or abort it`;
  }
  const branch = await git.try(['symbolic-ref', '--quiet', 'HEAD'], { cwd: root });
  if (!branch.ok) return 'HEAD is detached; check out a branch';
  const lock = join(gitDir, 'index.lock');
  if (existsSync(lock))
    return `the index is locked (${lock}); end the other git process, or remove the file if there is none`;
  return undefined;
}
