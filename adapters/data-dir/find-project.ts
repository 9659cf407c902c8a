// Finds the project's folder: the one with the project's configuration, hooks and sessions.
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gitRootOf } from './git-root.ts';
import { isOurs } from './owner.ts';

/** The names that make a folder a project. */
export const PROJECT_NAMES = {
  config: 'iteratr.yml',
  hooks: '.iteratr.hooks.yml',
  dataDir: '.iteratr',
} as const;

/**
 * Returns the nearest folder with one of the names, from `cwd` upwards to the root of the git work tree; `cwd` if there is none,
 * and outside of a work tree. A folder above `cwd` that belongs to another user ends the search: its files would decide what
 * this user runs. Starts no process.
 */
export function findProject(cwd: string): string {
  const root = gitRootOf(cwd);
  if (root === undefined) return cwd;
  for (let at = cwd; ; at = dirname(at)) {
    if (at !== cwd && !belongsToUs(at)) return cwd;
    if (Object.values(PROJECT_NAMES).some((name) => isThere(join(at, name)))) return at;
    if (at === root) return cwd;
  }
}

/** Whether it is this user's folder; false if they may not look at it. */
function belongsToUs(folder: string): boolean {
  try {
    return isOurs(lstatSync(folder).uid);
  } catch {
    return false;
  }
}

/** Whether there is an entry, if only a broken link, which is refused where it is used. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A folder that this user may not search has nothing for them.
    return false;
  }
}
