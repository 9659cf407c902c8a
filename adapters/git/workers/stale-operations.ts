// Ends what a killed git or an agent has left under way in the work tree of a worker.
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Git } from '../git-command.ts';

/** As git keeps them in its directory of a work tree. A checkout by force ends a merge itself. */
const SEQUENCES = [
  'rebase-merge',
  'rebase-apply',
  'sequencer',
  'REVERT_HEAD',
  'CHERRY_PICK_HEAD',
  'BISECT_LOG',
];
const LOCKS = ['index.lock', 'HEAD.lock'];
const LOCK_MS = 2_000;
const LOOK_MS = 50;

/** Returns git's directory of the work tree, which only its worker uses. */
export async function operationFiles(git: Git, root: string): Promise<string> {
  return (await git.run(['rev-parse', '--absolute-git-dir'], { cwd: root })).trim();
}

/** Removes the state of operations, and locks that nobody gives back. `keepMerge`: leaves what a commit would conclude. */
export async function clearTheWay(gitDir: string, { keepMerge = false } = {}): Promise<void> {
  for (const name of LOCKS) {
    const lock = join(gitDir, name);
    // A process that the agent has left may still be about to end.
    for (let waited = 0; existsSync(lock) && waited < LOCK_MS; waited += LOOK_MS) await sleep(LOOK_MS);
    await rm(lock, { force: true });
  }
  const names = keepMerge ? SEQUENCES : [...SEQUENCES, 'MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE'];
  for (const name of names) await rm(join(gitDir, name), { recursive: true, force: true });
}
