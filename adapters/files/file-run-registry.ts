// Running builds as one file a session in the data directory, readable by the owner only.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationError } from '../../application/errors.ts';
import type { RunEndpoint, RunRegistry } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

interface RunFile extends RunEndpoint {
  readonly pid: number;
  readonly host: string;
}

/** Between two looks at what another build is doing. */
const WAIT_MS = 5;

export class FileRunRegistry implements RunRegistry {
  /** `isAlive` asks an endpoint whether a build answers there. */
  constructor(
    private readonly dataDir: string,
    private readonly isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
  ) {}

  async claim(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>> {
    const path = this.#path(session);
    const own = `${path}.${randomUUID()}`;
    const content: RunFile = { ...endpoint, pid: process.pid, host: hostname() };
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

  find(session: SessionName): RunEndpoint | undefined {
    const run = runIn(textOf(this.#path(session)));
    return run && isGone(run) ? undefined : run;
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

  #path(session: SessionName): string {
    return join(this.dataDir, 'runs', `${session}.json`);
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

/** undefined when there is no such file, or none that can be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** undefined when it is not what a build writes: no build can be reached by it then. */
function runIn(text: string | undefined): RunFile | undefined {
  try {
    const { url, token, pid, host } = JSON.parse(text ?? '') as Partial<RunFile>;
    if (typeof url !== 'string' || typeof token !== 'string') return undefined;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { url, token, pid, host };
  } catch {
    return undefined;
  }
}

/** Processes of another host cannot be seen from here. */
function isGone({ host, pid }: RunFile): boolean {
  return host === hostname() && !processExists(pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
