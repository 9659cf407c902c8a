// Finds a file that a commit names in the work tree, and refuses everything else.
import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Git } from './git-command.ts';
import { findRepository } from './repository.ts';

/** Stands for bytes that are not UTF-8. */
const REPLACEMENT = '\uFFFD';

/** Implements the port `LocateFile` for the work tree at `cwd`. */
export async function locateFile(git: Git, cwd: string, path: string): Promise<string> {
  const name = JSON.stringify(path);
  if (path.includes(REPLACEMENT)) {
    throw refused(`the name of ${name} is not UTF-8`, 'open the file from a shell');
  }
  const repository = await findRepository(git, cwd);
  if (!repository) throw refused('this is no git work tree', 'use the work tree of the session');
  const root = await realpath(repository.root);
  const file = await realpath(join(root, path)).catch(() => undefined);
  if (file === undefined || !(await stat(file)).isFile()) {
    throw refused(`there is no file ${name} in this work tree now`, 'look at it with `git show`');
  }
  const [first] = relative(root, file).split(sep);
  if (first === '..' || first === '.git') {
    throw refused(`${name} leads out of the work tree`, 'open the file from a shell');
  }
  return file;
}

function refused(problem: string, remedy: string): AdapterError {
  return new AdapterError('GIT', problem, { remedy });
}
