// Opens the embedded NATS server of a data directory: joins the running one, or starts it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwakeStopwatch } from '../../../application/async/awake-time.ts';
import { within } from '../../../application/async/time-limit.ts';
import { AdapterError, ApplicationError } from '../../../application/errors.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import type { ProcessExit, Processes } from '../../../application/ports/processes.port.ts';
import { AppError } from '../../../domain/errors.ts';
import { inDataDir, inspectDataDir, prepareDataDir } from '../../data-dir/data-dir.ts';
import { requireRoom } from '../../data-dir/disk-room.ts';
import { makeOwnDirectory } from '../../data-dir/own-path.ts';
import {
  type GenerationLock,
  isServerOf,
  lockState,
  markReleased,
  mayBeReached,
  newestLock,
  pruneLocks,
} from './generation-lock.ts';
import { findServer } from './server-binary.ts';
import { answers, startServer, stopServer } from './server-process.ts';
import { endpointOf, logTail, prepareRun, removeRun, serverRun, sweepRuns } from './server-run.ts';
import { closeIfUnused, register, unregister } from './server-users.ts';

const POLL_MS = 3;
/** After an unclean stop, the server reads the whole history before it answers. */
const STARTING_MS = 60_000;
const SILENT_MS = 10_000;
const ELSEWHERE_MS = 2_000;
const OPEN_MS = 3 * STARTING_MS;

export interface EmbeddedServerOptions {
  readonly dataDir: string;
  /** The nats-server program to run; by default it is searched for. */
  readonly serverPath?: string | undefined;
  /** The environment in which to search for nats-server and the cache directory; by default that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly processes: Processes;
  readonly logger: Logger;
  /** The inspection of the data directory, if the caller has begun it. */
  readonly inspected?: Promise<void> | undefined;
  /** Only joins a running server and never starts one; throws `STORE.NO_SERVER` if none runs. */
  readonly joinOnly?: boolean | undefined;
  /** Aborting stops waiting for a server that does not become ready. */
  readonly signal?: AbortSignal | undefined;
}

export interface EmbeddedServer {
  readonly url: string;
  readonly token: string;
  readonly port: number;
  /**
   * Leaves the server, and stops it if there are no other users. Resolves when done. Never rejects: failures are logged. May be
   * called at any time and more than once. A process that is killed before leaves an idle server, which the watch ends soon.
   */
  close(): Promise<void>;
}

/**
 * Joins or starts the server. Any number of processes may call this concurrently: they all join the same server, of which there
 * is never more than one per data directory. Throws `DATA_DIR` when the directory cannot be used or is in use on another
 * machine, `DATA_DIR.REFUSED` when it is not ours, `STORE.NO_SERVER` when nats-server is not found, `STORE.START` when it does
 * not start, and `CANCELLED` after an abort, which also stops a server that was started.
 */
export async function openEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataDir = prepareDataDir(options.dataDir, options.logger);
  const natsDir = natsDirOf(dataDir);
  inDataDir(dataDir, () => makeOwnDirectory(dataDir, 'nats'));
  const { serverPath: path, env, processes, logger, signal, joinOnly } = options;
  const find = () => {
    if (joinOnly) throw new AdapterError('STORE.NO_SERVER', `no NATS server runs for ${dataDir}`);
    requireRoom(dataDir);
    return findServer({ path, env, dataDir });
  };
  const opener = new Opener(
    dataDir,
    natsDir,
    { find, inspect: () => options.inspected ?? inspectDataDir(dataDir, env) },
    processes,
    logger,
    signal,
  );
  try {
    return await opener.open();
  } catch (error) {
    if (error instanceof AppError) throw error;
    return inDataDir(dataDir, () => {
      throw error;
    });
  }
}

export function natsDirOf(dataDir: string): string {
  return join(dataDir, 'nats');
}

class Opener {
  readonly #dataDir: string;
  readonly #natsDir: string;
  readonly #findServer: () => string;
  readonly #inspect: () => Promise<void>;
  readonly #logger: Logger;
  #syncAlways = true;

  constructor(
    dataDir: string,
    natsDir: string,
    { find, inspect }: { find: () => string; inspect: () => Promise<void> },
    private readonly processes: Processes,
    logger: Logger,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#dataDir = dataDir;
    this.#natsDir = natsDir;
    this.#findServer = find;
    this.#inspect = inspect;
    this.#logger = logger;
  }

  /** Tries to join or start until one works. Which one depends on the other processes doing the same. */
  async open(): Promise<EmbeddedServer> {
    for (const deadline = Date.now() + OPEN_MS; Date.now() < deadline; ) {
      const lock = newestLock(this.#natsDir);
      const state = lock ? lockState(lock, this.processes) : 'free';
      // The directory of a running server was inspected by the process that started the server.
      if (state !== 'held') await this.#inspect();
      const server = lock && state !== 'free' ? await this.#join(lock) : await this.#start(lock);
      if (server) return server;
      if (lock) this.#clearAway(lock);
    }
    throw new AdapterError('STORE.START', `the NATS server for ${this.#dataDir} does not become ready`, {
      remedy: `see its files in ${this.#natsDir}`,
    });
  }

  /**
   * Waits until the server answers and joins it. Returns undefined when the server exits or had to be stopped. `registered` is
   * this process's user file, if it already has one.
   */
  async #join(lock: GenerationLock, registered?: string): Promise<EmbeddedServer | undefined> {
    const run = serverRun(this.#natsDir, lock.run);
    const elsewhere = lockState(lock, this.processes) === 'elsewhere';
    if (elsewhere && !mayBeReached(lock, this.processes)) {
      await this.#waitForRelease(lock);
      return undefined;
    }
    const userFile = registered ?? register(run.users, this.processes);
    const starting = new AwakeStopwatch();
    let silent: AwakeStopwatch | undefined;
    while (userFile) {
      if (this.signal?.aborted) await this.#giveUp(lock, userFile, registered !== undefined);
      const endpoint = endpointOf(run, lock.pid);
      if (endpoint && (await answers(endpoint.port))) return this.#joined(lock, userFile, endpoint);
      if (endpoint) silent ??= new AwakeStopwatch();
      const isLate = starting.elapsedMs > (elsewhere ? ELSEWHERE_MS : STARTING_MS);
      if (!elsewhere && !isServerOf(lock, this.processes)) break;
      if (isLate || (silent && silent.elapsedMs > SILENT_MS)) {
        this.#logger.warn('the NATS server does not answer', { pid: lock.pid, log: logTail(run) });
        if (!elsewhere) await stopServer(lock, this.processes, { hangs: true });
        break;
      }
      await sleep(POLL_MS);
    }
    if (userFile) unregister(userFile);
    if (elsewhere) await this.#waitForRelease(lock);
    // Without a user file, the last user is about to stop the server, or died before it could.
    else await stopServer(lock, this.processes);
    return undefined;
  }

  /** Unregisters, stops the server if this process started it and it has no other users, and throws `CANCELLED`. */
  async #giveUp(lock: GenerationLock, userFile: string, started: boolean): Promise<never> {
    unregister(userFile);
    const run = serverRun(this.#natsDir, lock.run);
    if (started && closeIfUnused(run.users, this.processes)) {
      await stopServer(lock, this.processes, { hangs: true });
      markReleased(lock);
      removeRun(run);
    }
    throw new ApplicationError('CANCELLED', 'waiting for the NATS server was interrupted');
  }

  /** Waits until another machine has released the lock. Throws `DATA_DIR` after the time limit. */
  async #waitForRelease(lock: GenerationLock): Promise<void> {
    for (const time = new AwakeStopwatch(); time.elapsedMs < ELSEWHERE_MS; await sleep(10 * POLL_MS)) {
      const newest = newestLock(this.#natsDir);
      if (newest?.generation !== lock.generation || newest.released) return;
    }
    throw new AdapterError(
      'DATA_DIR',
      `the data directory ${this.#dataDir} has been in use on ${lock.host} since ${lock.started}, or was not closed there`,
      { remedy: `if no iteratr runs there any more, delete ${lock.file} and try again` },
    );
  }

  /** Starts a server and joins it. Returns undefined when another process was faster, or the server was stopped immediately. */
  async #start(last: GenerationLock | undefined): Promise<EmbeddedServer | undefined> {
    const binary = this.#findServer();
    if (last && !last.released) this.#reportDeath(last);
    const generation = (last?.generation ?? 0) + 1;
    const run = prepareRun(this.#dataDir, this.#natsDir, { syncAlways: this.#syncAlways }, this.processes);
    const started = await startServer(this.#natsDir, generation, run, binary, this.processes);
    if (started.state === 'locked') {
      const server = await this.#join(started.lock, run.userFile);
      if (server) {
        this.#logger.debug('started a NATS server', {
          pid: started.lock.pid,
          dataDir: this.#dataDir,
          generation,
        });
        this.#tidy();
        return server;
      }
    }
    const log = logTail(run);
    removeRun(run);
    if (started.state === 'failed') throw startError(started.reason);
    if (started.state === 'locked') await this.#explainExit(started.lock, started.exit, log);
    return undefined;
  }

  async #explainExit(lock: GenerationLock, exit: Promise<ProcessExit>, log: string): Promise<void> {
    const ended = await within(1_000, exit);
    // Another process took the server for idle or hung and stopped it with a signal. Try again.
    if (ended === 'late' || ended.code === null || ended.code === 0) return;
    const { code } = ended;
    markReleased(lock);
    if (!this.#syncAlways || !log.includes('sync_interval'))
      throw startError(log || `it ended with code ${code}`);
    this.#syncAlways = false;
    this.#logger.warn(
      'this nats-server is older than 2.10: a power failure can lose the last events; install a newer one',
    );
  }

  #reportDeath(lock: GenerationLock): void {
    const log = lock.run && logTail(serverRun(this.#natsDir, lock.run));
    this.#logger.warn('the last NATS server was not stopped cleanly; starting a new one', {
      pid: lock.pid,
      started: lock.started,
      log,
    });
  }

  #joined(
    lock: GenerationLock,
    userFile: string,
    { port, token }: { port: number; token: string },
  ): EmbeddedServer {
    let closing: Promise<void> | undefined;
    const onExit = () => this.#abandon(lock, userFile);
    process.on('exit', onExit);
    return {
      url: `nats://127.0.0.1:${port}`,
      token,
      port,
      close: () => {
        closing ??= this.#leave(lock, userFile)
          .catch((error: unknown) => {
            this.#logger.warn('could not leave the NATS server cleanly', { pid: lock.pid, error });
          })
          .finally(() => process.off('exit', onExit));
        return closing;
      },
    };
  }

  async #leave(lock: GenerationLock, userFile: string): Promise<void> {
    // The data directory was removed: nobody can use this server any more.
    if (!existsSync(this.#natsDir)) return stopServer(lock, this.processes);
    unregister(userFile);
    const run = serverRun(this.#natsDir, lock.run);
    if (lockState(lock, this.processes) === 'elsewhere' || !closeIfUnused(run.users, this.processes)) return;
    await stopServer(lock, this.processes);
    markReleased(lock);
    removeRun(run);
    this.#tidy();
  }

  /** Releases the lock of a dead server and removes its files, unless a remaining user of it will do so. */
  #clearAway(lock: GenerationLock): void {
    const run = serverRun(this.#natsDir, lock.run);
    if (
      lock.run === '' ||
      lockState(lock, this.processes) !== 'free' ||
      !closeIfUnused(run.users, this.processes)
    )
      return;
    markReleased(lock);
    removeRun(run);
  }

  /** Leaves while the process exits without `close`. It cannot wait for the server, so it does not release the lock. */
  #abandon(lock: GenerationLock, userFile: string): void {
    try {
      unregister(userFile);
      const { users } = serverRun(this.#natsDir, lock.run);
      if (lockState(lock, this.processes) === 'held' && closeIfUnused(users, this.processes))
        this.processes.signalGroup(lock.pid, 'SIGTERM');
    } catch {
      // This leaves at most an idle server, which the watch ends.
    }
  }

  #tidy(): void {
    pruneLocks(this.#natsDir);
    sweepRuns(this.#natsDir, (name) => newestLock(this.#natsDir)?.run === name, this.processes);
  }
}

function startError(reason: string): AdapterError {
  return new AdapterError('STORE.START', `the NATS server could not be started: ${reason}`);
}
