// Registers the users of a running server: one file each, in a directory that is removed once no more users are allowed.
import { randomUUID } from 'node:crypto';
import { readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessFacts } from '../../../application/ports/processes.port.ts';

/** Registers this process and returns its file; undefined when the server accepts no more users. */
export function register(usersDir: string, processes: ProcessFacts): string | undefined {
  const file = join(usersDir, nameOfUser(processes));
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
    return file;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Returns a new unique name that identifies this process. */
export function nameOfUser({ machine, startOf }: ProcessFacts): string {
  return [machine().scope, process.pid, startOf(process.pid), randomUUID()].join('_');
}

export function unregister(userFile: string): void {
  rmSync(userFile, { force: true });
}

/**
 * Removes the directory when no living user is registered. Returns true if this call removed it; then this caller, and no
 * other, must stop the server.
 */
export function closeIfUnused(usersDir: string, processes: ProcessFacts): boolean {
  for (const attempt of ['as it is', 'swept'] as const) {
    try {
      if (attempt === 'swept')
        for (const file of deadUsers(usersDir, processes)) rmSync(join(usersDir, file), { force: true });
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

export function countUsers(usersDir: string, processes: ProcessFacts): number {
  try {
    return readdirSync(usersDir).length - deadUsers(usersDir, processes).length;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Returns whether the process in a user name is certainly dead, even if another process now has its number. */
export function isDeadUser(name: string, { machine, isAlive, startOf }: ProcessFacts): boolean {
  const [scope, pid = '', start, unique = ''] = name.split('_');
  if (scope !== machine().scope || !/^[1-9]\d{0,9}$/.test(pid) || unique === '') return false;
  return !isAlive(Number(pid)) || startOf(Number(pid)) !== start;
}

function deadUsers(usersDir: string, processes: ProcessFacts): string[] {
  return readdirSync(usersDir).filter((name) => isDeadUser(name, processes));
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
