// Merges two commits without a work tree. https://git-scm.com/docs/git-merge-tree
import { AdapterError } from '../../../application/errors.ts';
import { complaintOf, type Git, shownPath } from '../git-command.ts';

export type MergedTrees =
  | { readonly type: 'merged'; readonly tree: string }
  | { readonly type: 'conflict'; readonly files: readonly string[] };

/** Returns the merged tree, or the files in conflict, sorted. Throws `AdapterError` `GIT`. */
export async function mergeTrees(git: Git, root: string, ours: string, theirs: string): Promise<MergedTrees> {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const { ok, stdout, stderr } = await git.try(args, { cwd: root, bytes: true });
  const [tree = '', ...files] = stdout.split('\0').filter((part) => part !== '');
  // Without a tree, git could not merge at all, as for an unknown commit.
  if (!/^[0-9a-f]{40,64}$/.test(tree)) {
    throw new AdapterError('GIT', `git merge-tree failed: ${complaintOf(stderr)}`);
  }
  return ok
    ? { type: 'merged', tree }
    : { type: 'conflict', files: [...new Set(files.map(shownPath))].sort() };
}
