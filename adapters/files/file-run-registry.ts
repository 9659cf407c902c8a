// Running builds as one file a session in the data directory, readable by the owner only.
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationError } from '../../application/errors.ts';
import type { RunEndpoint, RunRegistry } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { isGone, type RunFile, runFilePath, runIn, textOf } from './run-file.ts';

/** Between two looks at what another build is doing. */
const WAIT_MS = 5;

export class FileRunRegistry implements RunRegistry {
  /** `isAlive` asks an endpoint whether a build answers there. */
  constructor(
    private readonly dataDir: string,
    private readonly isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
  ) {}

  async claim(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>> {
    const path = runFilePath(this.dataDir, session);
    const own = `${path}.${randomUUID()}`;
    const content: RunFile = { ...endpoint, pid: process.pid, host: hostname(), session };
    await mkdir(join(this.dataDir, 'runs'), { recursive: true, mode: 0o700 });
    await writeFile(own, JSON.stringify(content), { mode: 0o600 });
    try {
      while (!(await linked(own, path)) && !(await this.#succeeded(session, path, own)));
    } finally {
      await rm(own, { force: true });
    }
    return async () => {
      if (runIn(textOf(path))?.token === endpoint.token) await rm(path, { force: true });
    };
  }

  /**
   * Puts `own` in the place of what a dead build left; false when another build was faster. Throws `SESSION.BUSY` when the
   * build is not dead. Who replaces a file holds a marker named after its content, so that nobody replaces the claim
   * that came after it.
   */
  async #succeeded(session: SessionName, path: string, own: string): Promise<boolean> {
    const left = textOf(path);
    if (left === undefined) return false;
    const found = runIn(left);
    if (found && (await this.#isRunning(found))) throw busy(session, found);
    const marker = `${path}.after-${createHash('sha256').update(left).digest('hex').slice(0, 16)}`;
    if (!(await linked(own, marker))) {
      const other = runIn(textOf(marker));
      if (other && isGone(other)) await rm(marker, { force: true });
      await sleep(WAIT_MS);
      return false;
    }
    const unchanged = textOf(path) === left;
    if (unchanged) await rename(marker, path);
    else await rm(marker);
    return unchanged;
  }

  async #isRunning(run: RunFile): Promise<boolean> {
    return !isGone(run) && (await this.isAlive(run));
  }
}

/** Whether `path` now is what `own` is; false when it existed before. */
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
  return new ApplicationError(
    'SESSION.BUSY',
    `session "${session}" is being run already by ${where}: wait for it, end it, or choose another --name`,
  );
}
