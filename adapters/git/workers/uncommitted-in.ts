// Counts the files of a work tree that are not committed.
import { existsSync } from 'node:fs';
import type { Git } from '../git-command.ts';

/** Returns the number of files; 0 for a directory that is gone. Throws `AdapterError` `GIT`. */
export async function uncommittedIn(git: Git, path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  return (await git.list(['status', '--porcelain', '-z', '--no-renames'], path)).length;
}
