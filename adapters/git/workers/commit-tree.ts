// Makes commits without a work tree. No hook of the repository runs.

import { AdapterError } from '../../../application/errors.ts';
import { complaintOf, type Git } from '../git-command.ts';
import type { GitFiles } from '../git-files.ts';

const NOBODY = ['-c', 'user.name=iteratr', '-c', 'user.email=iteratr@localhost'];
const NO_IDENTITY = /tell me who you are|empty ident|unable to auto-detect email/i;

export interface TreeCommit {
  /** Its id, or how git names it. */
  readonly tree: string;
  /** The first parent first. */
  readonly parents: readonly string[];
  readonly message: string;
}

/** Commits a tree and returns the commit. A user without an identity gets that of iteratr. Throws `AdapterError` `GIT`. */
export async function commitTree(
  git: Git,
  root: string,
  { tree, parents, message }: TreeCommit,
): Promise<string> {
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  const made = await withIdentity((identity) =>
    git.try([...identity, ...args], { cwd: root, input: message }),
  );
  if (!made.ok) throw new AdapterError('GIT', `git commit-tree failed: ${complaintOf(made.stderr)}`);
  return made.stdout.trim();
}

/** Returns the commit that is checked out in a work tree, and its parents, the first parent first. Throws `AdapterError` `GIT`. */
export async function commitWithParents(git: Git, root: string, files: GitFiles): Promise<readonly string[]> {
  const head = files.head();
  const parents = head === undefined ? undefined : files.parents(head);
  if (head !== undefined && parents) return [head, ...parents];
  return (await git.run(['rev-list', '--parents', '--max-count=1', 'HEAD', '--'], { cwd: root }))
    .trim()
    .split(' ');
}

/** Runs a command that commits, once more with another identity if the user has none. */
export async function withIdentity<Result extends { readonly ok: boolean; readonly stderr: string }>(
  command: (identity: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const result = await command([]);
  return !result.ok && NO_IDENTITY.test(result.stderr) ? command(NOBODY) : result;
}
