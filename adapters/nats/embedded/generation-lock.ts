// Which server may work on the store. Two on one store destroy it, so the newest lock file, and no other, says who.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsWith, thisMachine } from './machine.ts';

/** Old locks are kept, so that a starter that was held up cannot make one of their numbers again. */
const KEPT = 8;
const NAME = /^server-(\d+)\.lock$/;

/** What a starter writes into its lock, beside the process number. */
interface LockClaim {
  readonly host: string;
  readonly boot: string;
  readonly scope: string;
  /** The server's configuration file, which is in its command line. */
  readonly config: string;
  /** Name of the directory with the server's files, beside the lock. */
  readonly run: string;
  readonly started: string;
  /** The server was stopped in good order: any machine may start the next. */
  readonly released?: boolean;
}

export interface GenerationLock extends LockClaim {
  readonly generation: number;
  readonly file: string;
  readonly pid: number;
}

/** `elsewhere`: its process cannot be seen from here, on another machine or in another container. */
export type LockState = 'free' | 'held' | 'elsewhere';

/** The lock that counts, or undefined before the first. A lock nobody can read is as good as free. */
export function newestLock(directory: string): GenerationLock | undefined {
  for (;;) {
    const generation = generations(directory).at(-1);
    if (generation === undefined) return undefined;
    const lock = readLock(directory, generation);
    if (lock) return lock;
  }
}

function lockFile(directory: string, generation: number): string {
  return join(directory, `server-${generation}.lock`);
}

export function lockState(lock: GenerationLock): LockState {
  if (lock.released || lock.pid === 0) return 'free';
  const here = thisMachine();
  if (lock.boot === here.boot && (lock.boot !== '' || lock.host === here.host)) {
    if (lock.scope !== here.scope) return 'elsewhere';
    return runsWith(lock.pid, lock.config) ? 'held' : 'free';
  }
  // The machine was started again since: nothing of before runs any more.
  return lock.host === here.host ? 'free' : 'elsewhere';
}

/** Says in the lock that its server is gone, for machines that cannot see processes of this one. */
export function markReleased({ generation, file, pid, ...claim }: GenerationLock): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  writeFileSync(temporary, `${pid}\n${JSON.stringify({ ...claim, released: true })}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** Removes locks that are long out of use. */
export function pruneLocks(directory: string): void {
  for (const generation of generations(directory).slice(0, -KEPT)) {
    rmSync(lockFile(directory, generation), { force: true });
  }
}

function generations(directory: string): number[] {
  return readdirSync(directory)
    .map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN))
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b);
}

/** Undefined when it was pruned just now. */
function readLock(directory: string, generation: number): GenerationLock | undefined {
  const file = lockFile(directory, generation);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, json] = text.split('\n');
  return { generation, file, pid: Number(pid) || 0, ...parseClaim(json) };
}

/** Locks are linked whole, so only a damaged disk or a foreign hand makes one that cannot be read. */
function parseClaim(json = ''): LockClaim {
  const unknown = { host: '', boot: '', scope: '', config: '', run: '', started: '', released: true };
  try {
    const claim = JSON.parse(json) as LockClaim;
    return typeof claim?.config === 'string' && typeof claim.run === 'string' ? claim : unknown;
  } catch {
    return unknown;
  }
}
