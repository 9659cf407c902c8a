// The NATS server iteratr runs itself: joined where one is live for the data directory, started where none is.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../../application/async/time-limit.ts';
import { AdapterError, ApplicationError } from '../../../application/errors.ts';
import type { Logger } from '../../../application/ports/logger.port.ts';
import type { ProcessExit, Processes } from '../../../application/ports/processes.port.ts';
import { AppError } from '../../../domain/errors.ts';
import { inDataDir, inspectDataDir, prepareDataDir } from '../../data-dir/data-dir.ts';
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
/** A long history that was not closed in order is read through before the server answers. */
const STARTING_MS = 60_000;
const SILENT_MS = 10_000;
const ELSEWHERE_MS = 2_000;
const OPEN_MS = 3 * STARTING_MS;

export interface EmbeddedServerOptions {
  readonly dataDir: string;
  /** A nats-server to use instead of the one that is found. */
  readonly serverPath?: string | undefined;
  /** Where a nats-server and the cache directory are looked for; the process's own when left out. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly processes: Processes;
  readonly logger: Logger;
  /** Joins a server that runs, and starts none: `STORE.NO_SERVER` where there is none. */
  readonly joinOnly?: boolean | undefined;
  /** An abort gives up waiting for a server that does not get ready. */
  readonly signal?: AbortSignal | undefined;
}

export interface EmbeddedServer {
  readonly url: string;
  readonly token: string;
  readonly port: number;
  /**
   * Leaves the server, and stops it when nobody else uses it. Resolves when that is done; what fails is logged, not
   * thrown. May be called on any way out, and more than once. A process that ends without it leaves an idle server at
   * most, which the next one uses.
   */
  close(): Promise<void>;
}

/**
 * Any number of processes may call this at once: there is never more than one server for a data directory, and all join
 * it. Throws `DATA_DIR` when the directory cannot be used or is in use on another machine, `DATA_DIR.REFUSED` when it is not ours, `STORE.NO_SERVER` when there
 * is no nats-server, `STORE.START` when it does not start, `CANCELLED` after an abort: what was started is stopped then.
 */
export async function openEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const dataDir = prepareDataDir(options.dataDir, options.logger);
  const natsDir = natsDirOf(dataDir);
  inDataDir(dataDir, () => makeOwnDirectory(dataDir, 'nats'));
  const { serverPath: path, env, processes, logger, signal, joinOnly } = options;
  const find = () => {
    if (joinOnly) throw new AdapterError('STORE.NO_SERVER', `no NATS server runs for ${dataDir}`);
    return findServer({ path, env, dataDir });
  };
  const opener = new Opener(
    dataDir,
    natsDir,
    { find, inspect: () => inspectDataDir(dataDir, env) },
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

  /** Joins or starts until one of them works; others who do the same decide which it is. */
  async open(): Promise<EmbeddedServer> {
    for (const deadline = Date.now() + OPEN_MS; Date.now() < deadline; ) {
      const lock = newestLock(this.#natsDir);
      const state = lock ? lockState(lock, this.processes) : 'free';
      // The process that started a server has inspected the directory.
      if (state !== 'held') await this.#inspect();
      const server = lock && state !== 'free' ? await this.#join(lock) : await this.#start(lock);
      if (server) return server;
      if (lock) this.#clearAway(lock);
    }
    throw new AdapterError(
      'STORE.START',
      `the NATS server for ${this.#dataDir} does not get ready; its files are in ${this.#natsDir}`,
    );
  }

  /** Undefined when the server goes, or had to be stopped. `registered` is this process's user file, if it has one. */
  async #join(lock: GenerationLock, registered?: string): Promise<EmbeddedServer | undefined> {
    const run = serverRun(this.#natsDir, lock.run);
    const elsewhere = lockState(lock, this.processes) === 'elsewhere';
    if (elsewhere && !mayBeReached(lock, this.processes)) {
      await this.#waitForRelease(lock);
      return undefined;
    }
    const userFile = registered ?? register(run.users, this.processes);
    const begun = Date.now();
    let silentSince = Number.POSITIVE_INFINITY;
    while (userFile) {
      if (this.signal?.aborted) await this.#giveUp(lock, userFile, registered !== undefined);
      const endpoint = endpointOf(run, lock.pid);
      if (endpoint && (await answers(endpoint.port))) return this.#joined(lock, userFile, endpoint);
      const now = Date.now();
      if (endpoint) silentSince = Math.min(silentSince, now);
      if (!elsewhere && !isServerOf(lock, this.processes)) break;
      if (now - begun > (elsewhere ? ELSEWHERE_MS : STARTING_MS) || now - silentSince > SILENT_MS) {
        this.#logger.warn('the NATS server does not answer', { pid: lock.pid, log: logTail(run) });
        if (!elsewhere) await stopServer(lock, this.processes, { hangs: true });
        break;
      }
      await sleep(POLL_MS);
    }
    if (userFile) unregister(userFile);
    if (elsewhere) await this.#waitForRelease(lock);
    // No user file means that its last user is about to stop it, or died before it could.
    else await stopServer(lock, this.processes);
    return undefined;
  }

  /** A server that others use keeps running. */
  async #giveUp(lock: GenerationLock, userFile: string, started: boolean): Promise<never> {
    unregister(userFile);
    const run = serverRun(this.#natsDir, lock.run);
    if (started && closeIfUnused(run.users, this.processes)) {
      await stopServer(lock, this.processes, { hangs: true });
      markReleased(lock);
      removeRun(run);
    }
    throw new ApplicationError('CANCELLED', 'waiting for the NATS server was given up');
  }

  async #waitForRelease(lock: GenerationLock): Promise<void> {
    for (const deadline = Date.now() + ELSEWHERE_MS; Date.now() < deadline; await sleep(10 * POLL_MS)) {
      const newest = newestLock(this.#natsDir);
      if (newest?.generation !== lock.generation || newest.released) return;
    }
    throw new AdapterError(
      'DATA_DIR',
      `the data directory ${this.#dataDir} is in use on ${lock.host} since ${lock.started}, or was left there without being closed`,
      { remedy: `if no iteratr runs there any more, delete ${lock.file} and try again` },
    );
  }

  /** Undefined when another process was first, or the server was stopped again at once. */
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
    // Stopped by a signal, of another process that took it for idle or hung: the next round decides.
    if (ended === 'late' || ended.code === null || ended.code === 0) return;
    const { code } = ended;
    markReleased(lock);
    if (!this.#syncAlways || !log.includes('sync_interval'))
      throw startError(log || `it ended with code ${code}`);
    this.#syncAlways = false;
    this.#logger.warn(
      'this nats-server is older than 2.10: the last events may be lost when the machine loses power; a newer one avoids that',
    );
  }

  #reportDeath(lock: GenerationLock): void {
    const log = lock.run && logTail(serverRun(this.#natsDir, lock.run));
    this.#logger.warn('the last NATS server was not stopped in order; a new one is started', {
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
            this.#logger.warn('the NATS server could not be left in order', { pid: lock.pid, error });
          })
          .finally(() => process.off('exit', onExit));
        return closing;
      },
    };
  }

  async #leave(lock: GenerationLock, userFile: string): Promise<void> {
    unregister(userFile);
    const run = serverRun(this.#natsDir, lock.run);
    if (lockState(lock, this.processes) === 'elsewhere' || !closeIfUnused(run.users, this.processes)) return;
    await stopServer(lock, this.processes);
    markReleased(lock);
    removeRun(run);
    this.#tidy();
  }

  /** After a server that is gone; a user of it who is still to leave does this otherwise. */
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

  /** Leaves when the process exits without having closed: nothing can be waited for, so the lock stays as it is. */
  #abandon(lock: GenerationLock, userFile: string): void {
    try {
      unregister(userFile);
      const { users } = serverRun(this.#natsDir, lock.run);
      if (lockState(lock, this.processes) === 'held' && closeIfUnused(users, this.processes))
        this.processes.signal(lock.pid, 'SIGTERM');
    } catch {
      // An idle server is left at most, which the next process uses or replaces.
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
