// Finds the git repository of a directory, and what prevents a commit in it.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError } from '../../application/errors.ts';
import { complaintOf, type Git } from './git-command.ts';
import { isOnBranch } from './head-file.ts';

export interface Repository {
  /** Absolute path of the work tree's top directory. */
  readonly root: string;
  /** Absolute path of git's own directory for this work tree. */
  readonly gitDir: string;
}

/**
 * Returns the repository whose work tree `cwd` is in; undefined outside of one. Throws `AdapterError` `GIT` with git's own
 * words if git refuses to say, as for a repository of another owner, or cannot be run.
 */
export async function findRepository(git: Git, cwd: string): Promise<Repository | undefined> {
  const found = await git.try(['rev-parse', '--show-toplevel', '--absolute-git-dir'], { cwd });
  if (!found.ok) {
    // The latter is a bare repository, or the inside of git's own directory.
    if (/^fatal: (not a git repository|this operation must be run in a work tree)/m.test(found.stderr))
      return undefined;
    throw new AdapterError('GIT', complaintOf(found.stderr));
  }
  const [root = '', gitDir = ''] = found.stdout.split('\n');
  return isAbsolute(root) ? { root, gitDir } : undefined;
}

/** Operations of the user that a commit would interfere with. */
const UNDER_WAY: readonly (readonly [file: string, what: string])[] = [
  ['MERGE_HEAD', 'a merge is in progress'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick is in progress'],
  ['REVERT_HEAD', 'a revert is in progress'],
  ['rebase-merge', 'a rebase is in progress'],
  ['rebase-apply', 'a rebase or am is in progress'],
];

const LOCK_MS = 2_000;
const LOOK_MS = 50;

/** Returns what is under way in the work tree, such as "a merge is in progress"; undefined for nothing. */
export function operationUnderWay({ gitDir }: Pick<Repository, 'gitDir'>): string | undefined {
  return UNDER_WAY.find(([file]) => existsSync(join(gitDir, file)))?.[1];
}

/** Returns why nothing can be committed now, with a remedy; undefined if it can. */
export async function commitObstacle(git: Git, repository: Repository): Promise<string | undefined> {
  const { root, gitDir } = repository;
  const underWay = operationUnderWay(repository);
  if (underWay !== undefined) return `${underWay}; finish or abort it`;
  const branch = isOnBranch(gitDir) ?? (await git.try(['symbolic-ref', '--quiet', 'HEAD'], { cwd: root })).ok;
  if (!branch) return 'HEAD is detached; check out a branch';
  const lock = join(gitDir, 'index.lock');
  // Editors lock it for a moment when they look at the state.
  for (let waited = 0; existsSync(lock) && waited < LOCK_MS; waited += LOOK_MS) await sleep(LOOK_MS);
  if (existsSync(lock))
    return `the index is locked (${lock}); end the other git process, or remove the file if there is none`;
  return undefined;
}
