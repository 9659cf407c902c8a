// Registers running builds in the data directory, as one file per session that only the owner can read.
import { createHash, randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationError } from '../../application/errors.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { RunEndpoint, RunRegistry } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { diskFull } from '../data-dir/disk-room.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { makeOwnDirectory, ownPath } from '../data-dir/own-path.ts';
import { findRunningBuild, isGone, ownRun, RUNS, type RunFile, runFileName, runIn } from './run-file.ts';

/** The interval at which to check what another build is doing. */
const WAIT_MS = 5;

export class FileRunRegistry implements RunRegistry {
  /** `isAlive` asks an endpoint whether a build answers there. */
  constructor(
    private readonly dataDir: string,
    private readonly isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
    private readonly processes: ProcessFacts,
  ) {}

  isRunning(session: SessionName): boolean {
    return findRunningBuild(this.dataDir, session, this.processes) !== undefined;
  }

  async claim(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>> {
    makeOwnDirectory(this.dataDir, RUNS);
    const path = ownPath(this.dataDir, RUNS, runFileName(session));
    const own = `${path}.${randomUUID()}`;
    try {
      await writeFile(own, JSON.stringify(ownRun(session, endpoint, this.processes)), {
        mode: 0o600,
        flag: 'wx',
      });
      while (!(await linked(own, path)) && !(await this.#succeeded(session, path, own)));
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? diskFull(this.dataDir, error) : error;
    } finally {
      await rm(own, { force: true });
    }
    return async () => {
      if (runIn(this.#textOf(path))?.token === endpoint.token) await rm(path, { force: true });
    };
  }

  /**
   * Replaces the file of a dead build with `own`; returns false when another build was faster. Throws `SESSION.BUSY` when the
   * build is alive. A replacing build holds a marker named after the old content, so that no other build replaces the claim
   * that came after it.
   */
  async #succeeded(session: SessionName, path: string, own: string): Promise<boolean> {
    const left = this.#textOf(path);
    if (left === undefined) return false;
    const found = runIn(left);
    if (found && (await this.#isRunning(found))) throw busy(session, found);
    const marker = `${path}.after-${createHash('sha256').update(left).digest('hex').slice(0, 16)}`;
    if (!(await linked(own, marker))) {
      const text = this.#textOf(marker);
      const other = runIn(text);
      // Markers are linked when complete, so an unreadable one is not ours.
      if (text !== undefined && (!other || isGone(other, this.processes))) await rm(marker, { force: true });
      await sleep(WAIT_MS);
      return false;
    }
    const unchanged = this.#textOf(path) === left;
    if (unchanged) await rename(marker, path);
    else await rm(marker);
    return unchanged;
  }

  /** Returns the file's text; undefined if it does not exist. Throws if it is not a file, because it would never go away. */
  #textOf(path: string): string | undefined {
    return readOwnFile(this.dataDir, [RUNS, basename(path)]);
  }

  async #isRunning(run: RunFile): Promise<boolean> {
    return !isGone(run, this.processes) && (await this.isAlive(run));
  }
}

/** Links `own` to `path`. Returns false if `path` already exists. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function busy(session: SessionName, { host, pid }: RunFile): ApplicationError {
  const where = host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  return new ApplicationError('SESSION.BUSY', `session "${session}" is already being run by ${where}`, {
    remedy: 'wait for it, end it, or choose another --name',
  });
}
