// Finds and removes what remains after an unclean stop: an idle server, or the files of a dead one.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Processes, ProcessFacts } from '../../../application/ports/processes.port.ts';
import { ownPath } from '../../data-dir/own-path.ts';
import { natsDirOf } from './embedded-server.ts';
import { type GenerationLock, lockState, markReleased, newestLock } from './generation-lock.ts';
import { inspectServer } from './inspect-server.ts';
import { stopServer } from './server-process.ts';
import { removeRun, serverRun, sweepRuns } from './server-run.ts';
import { closeIfUnused, countUsers } from './server-users.ts';

/** A server is briefly idle while its last user is leaving. */
const LEAVING_MS = 500;

export interface StaleServer {
  /** The process of a server without users; undefined if there is none. */
  readonly idle: number | undefined;
  /** Whether the last server is dead and its files, including its address and token, still exist. */
  readonly dead: boolean;
}

/** Returns what is stale, without changing anything. */
export async function findStaleServer(dataDir: string, processes: ProcessFacts): Promise<StaleServer> {
  const first = await look(dataDir, processes);
  if (first.idle === undefined && !first.dead) return first;
  await sleep(LEAVING_MS);
  const then = await look(dataDir, processes);
  return { idle: then.idle === first.idle ? then.idle : undefined, dead: first.dead && then.dead };
}

async function look(dataDir: string, processes: ProcessFacts): Promise<StaleServer> {
  return {
    idle: await idleServer(dataDir, processes),
    dead: deadLock(natsDirOf(dataDir), processes) !== undefined,
  };
}

/** Stops a server without users and removes the files of dead ones. Returns a line for each action. Skips servers in use. */
export async function removeStaleServer(dataDir: string, processes: Processes): Promise<string[]> {
  ownPath(dataDir, 'nats');
  const natsDir = natsDirOf(dataDir);
  const done: string[] = [];
  const lock = existsSync(natsDir) ? newestLock(natsDir) : undefined;
  if (lock && lockState(lock, processes) === 'held' && isUnused(natsDir, lock, processes)) {
    await stopServer(lock, processes);
    release(natsDir, lock);
    done.push(`stopped the idle NATS server, process ${lock.pid}`);
  }
  const dead = deadLock(natsDir, processes);
  if (dead && isUnused(natsDir, dead, processes)) {
    release(natsDir, dead);
    done.push(`removed the files of the dead NATS server, process ${dead.pid}`);
  }
  if (existsSync(natsDir)) sweepRuns(natsDir, (name) => newestLock(natsDir)?.run === name, processes);
  return done;
}

async function idleServer(dataDir: string, processes: ProcessFacts): Promise<number | undefined> {
  const live = await inspectServer(dataDir, processes);
  const natsDir = natsDirOf(dataDir);
  const lock = live && newestLock(natsDir);
  return live?.users === 0 && lock && lockState(lock, processes) === 'held' ? live.pid : undefined;
}

function deadLock(natsDir: string, processes: ProcessFacts): GenerationLock | undefined {
  const lock = existsSync(natsDir) ? newestLock(natsDir) : undefined;
  if (!lock || lock.run === '' || lockState(lock, processes) !== 'free') return undefined;
  const { directory, users } = serverRun(natsDir, lock.run);
  return existsSync(directory) && countUsers(users, processes) === 0 ? lock : undefined;
}

/** Returns whether the server has no users, and keeps new users out. Its last user may have died before stopping it. */
function isUnused(natsDir: string, lock: GenerationLock, processes: ProcessFacts): boolean {
  const { users } = serverRun(natsDir, lock.run);
  return !existsSync(users) || closeIfUnused(users, processes);
}

function release(natsDir: string, lock: GenerationLock): void {
  markReleased(lock);
  removeRun(serverRun(natsDir, lock.run));
}
