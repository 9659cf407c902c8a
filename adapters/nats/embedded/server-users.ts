// Who uses a running server: one file per user, in a directory that is removed when nobody may come any more.
import { randomUUID } from 'node:crypto';
import { readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startOf, thisMachine } from '../../data-dir/machine.ts';

/** Registers this process and returns its file, or undefined when the server takes no more users. */
export function register(usersDir: string): string | undefined {
  const file = join(usersDir, nameOfUser());
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
    return file;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A new name that tells whose it is. */
export function nameOfUser(): string {
  return [thisMachine().scope, process.pid, startOf(process.pid), randomUUID()].join('_');
}

export function unregister(userFile: string): void {
  rmSync(userFile, { force: true });
}

/**
 * Closes the directory when nobody is registered, not counting users that died without leaving. True when this call
 * closed it: the caller, and no other, is to stop the server then.
 */
export function closeIfUnused(usersDir: string): boolean {
  for (const attempt of ['as it is', 'swept'] as const) {
    try {
      if (attempt === 'swept')
        for (const file of deadUsers(usersDir)) rmSync(join(usersDir, file), { force: true });
      rmdirSync(usersDir);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  }
  return false;
}

export function countUsers(usersDir: string): number {
  try {
    return readdirSync(usersDir).length - deadUsers(usersDir).length;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Whether the process in a name made here is certainly gone: also when its number now belongs to another. */
export function isDeadUser(name: string): boolean {
  const [scope, pid = '', start, unique = ''] = name.split('_');
  if (scope !== thisMachine().scope || !/^[1-9]\d{0,9}$/.test(pid) || unique === '') return false;
  return !isAlive(Number(pid)) || startOf(Number(pid)) !== start;
}

function deadUsers(usersDir: string): string[] {
  return readdirSync(usersDir).filter(isDeadUser);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
