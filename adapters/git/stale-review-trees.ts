// Finds and removes the work trees of reviews whose process is dead.
import { lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { StaleKind } from '../data-dir/stale-files.diagnostic.ts';
import { Git } from './git-command.ts';
import { isStale, reviewDirectory, TREE } from './review-tree-name.ts';

/** Returns the directories, both those that git knows in this repository and those in the temporary directory. */
export async function findStaleReviews(git: Git, cwd: string, processes: Processes): Promise<string[]> {
  const { ok, stdout } = await git.try(['worktree', 'list', '--porcelain', '-z'], { cwd });
  const known = stdout.split('\0').flatMap((line) => {
    const tree = line.startsWith('worktree ') ? line.slice('worktree '.length) : '';
    return reviewDirectory(tree) ?? [];
  });
  const all = new Set([...(ok ? known : []), ...temporaryDirectories()]);
  return [...all].filter((path) => isStale(path, processes));
}

/** Removes the directory, and what git knows of its work tree. Throws what the file system says. */
export async function removeReview(git: Git, cwd: string, directory: string): Promise<void> {
  // Twice, because git locks a work tree while it creates it.
  await git.try(['worktree', 'remove', '--force', '--force', join(directory, TREE)], { cwd });
  rmSync(directory, { recursive: true, force: true });
}

/** What `iteratr doctor` reports. */
export function staleReviewTrees(cwd: string, processes: Processes): StaleKind {
  const git = new Git(processes);
  const find = (): Promise<string[]> => findStaleReviews(git, cwd, processes).catch(() => []);
  return {
    find: async () => ({
      alive: [],
      stale: (await find()).map((path) => `${path} is the work tree of a review by a dead build`),
    }),
    async remove() {
      const stale = await find();
      for (const path of stale) await removeReview(git, cwd, path);
      return stale.map((path) => `removed ${path}`);
    },
  };
}

export function temporaryDirectory(): string {
  return realpathSync(tmpdir());
}

/** Returns the directories of this user. Others may use the temporary directory as well. */
function temporaryDirectories(): string[] {
  try {
    return readdirSync(temporaryDirectory())
      .filter((name) => name.startsWith('iteratr-review-'))
      .map((name) => join(temporaryDirectory(), name))
      .filter((path) => {
        const stat = lstatSync(path, { throwIfNoEntry: false });
        return stat?.isDirectory() && stat.uid === process.getuid?.();
      });
  } catch {
    return []; // not readable
  }
}
