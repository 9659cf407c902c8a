// Decides which server owns the store. Two servers on one store destroy it, so only the newest lock file counts.
import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ProcessFacts } from '../../../application/ports/processes.port.ts';
import { readOwnFile } from '../../data-dir/own-file.ts';
import { ownPath, refusedEntry } from '../../data-dir/own-path.ts';
import { CONFIG, isRunName, USERS } from './run-name.ts';

/** Number of old locks to keep, so that a delayed starter cannot reuse one of their numbers. */
const KEPT = 8;
/** No more digits than the starter's shell can compare; `TAKE_LOCK_AND_RUN` reads the same names. */
const NAME = /^server-([1-9]\d{0,14})\.lock$/;
const LAST_GENERATION = 10 ** 15 - 1;
const HIGHEST_PID = 2 ** 31 - 1;

/** What a starter writes into its lock, in addition to the process number. */
interface LockClaim {
  readonly host: string;
  readonly boot: string;
  readonly scope: string;
  /** The server's configuration file, which appears in its command line. */
  readonly config: string;
  /** Name of the directory with the server's files, next to the lock. */
  readonly run: string;
  readonly started: string;
  /** Whether the server was stopped cleanly, so that any machine may start the next one. */
  readonly released?: boolean;
}

export interface GenerationLock extends LockClaim {
  readonly generation: number;
  readonly file: string;
  /** The server's process number; 0 if the lock has no valid one. */
  readonly pid: number;
  /** Start time of the process; '' in a lock of an earlier version, or if the system does not report it. */
  readonly start: string;
}

/** `elsewhere`: the process is not visible from here, because it is on another machine or in another container. */
export type LockState = 'free' | 'held' | 'elsewhere';

/** Returns the newest lock, the only one that counts; undefined before the first. An unreadable lock counts as free. */
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
  // If this machine has been restarted since, the process no longer runs.
  return lock.host === here.host ? 'free' : 'elsewhere';
}

/** Returns whether the lock's process runs: same start time, and the run's configuration file in its command line. */
export function isServerOf(
  { pid, start, config }: GenerationLock,
  { runsWith, startOf }: ProcessFacts,
): boolean {
  if (pid === 0 || !runsWith(pid, config)) return false;
  const now = start === '' ? '' : startOf(pid);
  // A process that is exiting has no start time any more, but may still write.
  return now === '' || now === start;
}

/** Returns whether the server may be reachable: another container on this machine may share its network. */
export function mayBeReached(lock: GenerationLock, { machine }: ProcessFacts): boolean {
  return lock.boot !== '' && lock.boot === machine().boot;
}

/** Records in the lock that its server has stopped, for machines that cannot see this machine's processes. */
export function markReleased({ generation: _, file, pid, start: __, ...claim }: GenerationLock): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  writeFileSync(temporary, `${pid}\n${JSON.stringify({ ...claim, released: true })}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  renameSync(temporary, file);
}

/** Removes all but the most recent locks. */
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

/** Reads a lock; returns undefined if it has just been pruned. */
function readLock(directory: string, generation: number): GenerationLock | undefined {
  const file = lockFile(directory, generation);
  if (generation >= LAST_GENERATION) throw refusedEntry(file, 'has a number that is never assigned');
  const text = readOwnFile(dirname(directory), [basename(directory), basename(file)]);
  if (text === undefined) return undefined;
  const [pid = '', json, start = ''] = text.split('\n');
  const claim = parseClaim(json);
  if (claim.run !== '') requireOwnRun(directory, claim.run);
  return { generation, file, pid: pidIn(pid), start, ...claim };
}

/** Returns the claim, or an empty one if unreadable: locks are linked when complete, so it is damaged or not ours. */
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

/** Returns the process number, or 0 if no server can have it: 1 is the system's init process, lower numbers mean groups. */
function pidIn(text: string): number {
  const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return pid > 1 && pid <= HIGHEST_PID ? pid : 0;
}

/** Throws if a link leads out of the directory, because the run's files and its users' files are going to be removed. */
function requireOwnRun(directory: string, run: string): void {
  ownPath(dirname(directory), basename(directory), run, USERS);
}
