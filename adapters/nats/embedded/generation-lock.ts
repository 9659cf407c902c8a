// Which server may work on the store. Two on one store destroy it, so the newest lock file, and no other, says who.
import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ProcessFacts } from '../../../application/ports/processes.port.ts';
import { readOwnFile } from '../../data-dir/own-file.ts';
import { ownPath, refusedEntry } from '../../data-dir/own-path.ts';
import { CONFIG, isRunName, USERS } from './run-name.ts';

/** Old locks are kept, so that a starter that was held up cannot make one of their numbers again. */
const KEPT = 8;
/** As many digits as the starter's shell can compare; `TAKE_LOCK_AND_RUN` reads the same names. */
const NAME = /^server-([1-9]\d{0,14})\.lock$/;
const LAST_GENERATION = 10 ** 15 - 1;
const HIGHEST_PID = 2 ** 31 - 1;

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
  /** 0 when it is none that a server can have. */
  readonly pid: number;
  /** When the process began; '' in a lock of an earlier version, and where the system does not say. */
  readonly start: string;
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

export function lockState(lock: GenerationLock, processes: ProcessFacts): LockState {
  if (lock.released || lock.pid === 0) return 'free';
  const here = processes.machine();
  if (lock.boot === here.boot && (lock.boot !== '' || lock.host === here.host)) {
    if (lock.scope !== here.scope) return 'elsewhere';
    return isServerOf(lock, processes) ? 'held' : 'free';
  }
  // The machine was started again since: nothing of before runs any more.
  return lock.host === here.host ? 'free' : 'elsewhere';
}

/** Whether its process runs: the one that began then, with the configuration file of this run in its command line. */
export function isServerOf(
  { pid, start, config }: GenerationLock,
  { runsWith, startOf }: ProcessFacts,
): boolean {
  if (pid === 0 || !runsWith(pid, config)) return false;
  const now = start === '' ? '' : startOf(pid);
  // A process that is ending has no start any more, and may still write.
  return now === '' || now === start;
}

/** Whether it is worth trying to reach the server: another container of this machine may share its network. */
export function mayBeReached(lock: GenerationLock, { machine }: ProcessFacts): boolean {
  return lock.boot !== '' && lock.boot === machine().boot;
}

/** Says in the lock that its server is gone, for machines that cannot see processes of this one. */
export function markReleased({ generation: _, file, pid, start: __, ...claim }: GenerationLock): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  writeFileSync(temporary, `${pid}\n${JSON.stringify({ ...claim, released: true })}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
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
  if (generation >= LAST_GENERATION) throw refusedEntry(file, 'has a number that no server gets');
  const text = readOwnFile(dirname(directory), [basename(directory), basename(file)]);
  if (text === undefined) return undefined;
  const [pid = '', json, start = ''] = text.split('\n');
  const claim = parseClaim(json);
  if (claim.run !== '') requireOwnRun(directory, claim.run);
  return { generation, file, pid: pidIn(pid), start, ...claim };
}

/** Locks are linked whole, so only a damaged disk or a foreign hand makes one that cannot be read. */
function parseClaim(json = ''): LockClaim {
  const unknown = { host: '', boot: '', scope: '', config: '', run: '', started: '', released: true };
  try {
    const claim = (JSON.parse(json) ?? {}) as LockClaim;
    const { host, boot, scope, config, run, started, released } = claim;
    const isWhole = [host, boot, scope, config, run, started].every((value) => typeof value === 'string');
    if (!isWhole || !isRunName(run) || !config.endsWith(`/${run}/${CONFIG}`)) return unknown;
    return { host, boot, scope, config, run, started, ...(released === true && { released }) };
  } catch {
    return unknown;
  }
}

/** 0 for what is no number of a server: process 1 is the machine's own, and less are groups. */
function pidIn(text: string): number {
  const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return pid > 1 && pid <= HIGHEST_PID ? pid : 0;
}

/** Its files are removed, and those of its users: no link may lead out of the directory. */
function requireOwnRun(directory: string, run: string): void {
  ownPath(dirname(directory), basename(directory), run, USERS);
}
