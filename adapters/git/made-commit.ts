// What the newest commit has changed, and the user's index after it.
import type { Git } from './git-command.ts';
import { type IndexEntry, writeEntries } from './index-entries.ts';

/** A commit and the entries it changed. */
export interface MadeCommit {
  readonly id: string;
  readonly entries: readonly IndexEntry[];
}

/** Returns the commit of HEAD: https://git-scm.com/docs/git-diff-tree#_raw_output_format */
export async function lastCommit(git: Git, root: string): Promise<MadeCommit> {
  const [id = '', ...parts] = await git.list(
    ['diff-tree', '--root', '--always', '--raw', '--no-abbrev', '--no-renames', '-r', '-z', 'HEAD'],
    root,
  );
  const entries: IndexEntry[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = '', , oid = ''] = (parts[at] ?? '').split(' ');
    entries.push({ mode, oid, path: parts[at + 1] ?? '' });
  }
  return { id, entries };
}

/** From this number of files, it is faster to refresh the index once than to let each status read the files again. */
const MANY_FILES = 100;

/** Updates the user's index after a commit; otherwise it would appear to revert it. Returns git's error output, '' for none. */
export async function refreshIndex(git: Git, root: string, { entries }: MadeCommit): Promise<string> {
  try {
    await writeEntries(git, { cwd: root }, entries);
    // It fails if a file has changed since, which is normal.
    if (entries.length >= MANY_FILES) await git.try(['update-index', '-q', '--refresh'], { cwd: root });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
