// Finishes a commit whose program was killed.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import { INDEX_NAME, removeIndex } from './commit-index.ts';
import type { Git } from './git-command.ts';
import { lastCommit, refreshIndex } from './made-commit.ts';
import type { Repository } from './repository.ts';

/**
 * Finishes the commit of a program that was killed: git may have made the commit without updating the user's index. Removes the
 * temporary index.
 */
export async function finishUnfinished(
  git: Git,
  { root, gitDir }: Repository,
  { isAlive }: Pick<ProcessFacts, 'isAlive'>,
): Promise<void> {
  for (const name of await readdir(gitDir)) {
    const pid = Number(INDEX_NAME.exec(name.replace(/\.part$/, ''))?.[1]);
    if (!pid || isAlive(pid)) continue;
    const index = join(gitDir, name);
    if (existsSync(index) && !name.endsWith('.part')) await finishCommit(git, root, index);
    await removeIndex(index.replace(/\.part$/, ''));
  }
}

async function finishCommit(git: Git, root: string, index: string): Promise<void> {
  const meant = await git.try(['write-tree'], { cwd: root, env: { GIT_INDEX_FILE: index } });
  const made = await git.try(['rev-parse', '--verify', 'HEAD^{tree}'], { cwd: root });
  if (meant.ok && made.ok && meant.stdout === made.stdout) {
    await refreshIndex(git, root, await lastCommit(git, root));
  }
}
