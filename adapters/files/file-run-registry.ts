// Running builds as one file a session in the data directory, readable by the owner only.
import { readFileSync } from 'node:fs';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ApplicationError } from '../../application/errors.ts';
import type { RunEndpoint, RunRegistry } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

interface RunFile extends RunEndpoint {
  readonly pid: number;
  readonly host: string;
}

export class FileRunRegistry implements RunRegistry {
  /** `isAlive` asks an endpoint whether a build answers there. */
  constructor(
    private readonly dataDir: string,
    private readonly isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
  ) {}

  async claim(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>> {
    const path = this.#path(session);
    const own = `${path}.${process.pid}`;
    const content: RunFile = { ...endpoint, pid: process.pid, host: hostname() };
    await mkdir(join(this.dataDir, 'runs'), { recursive: true, mode: 0o700 });
    await writeFile(own, JSON.stringify(content), { mode: 0o600 });
    try {
      while (!(await linked(own, path))) await this.#removeStale(session, path);
    } finally {
      await rm(own, { force: true });
    }
    return async () => {
      if (readRunFile(path)?.token === endpoint.token) await rm(path, { force: true });
    };
  }

  find(session: SessionName): RunEndpoint | undefined {
    const run = readRunFile(this.#path(session));
    return run && isGone(run) ? undefined : run;
  }

  /** Throws `SESSION.BUSY` unless the file is the rest of a build that is gone. */
  async #removeStale(session: SessionName, path: string): Promise<void> {
    const found = readRunFile(path);
    if (found && (await this.#isRunning(found))) {
      const where =
        found.host === hostname() ? `process ${found.pid}` : `process ${found.pid} on ${found.host}`;
      throw new ApplicationError(
        'SESSION.BUSY',
        `session "${session}" is being run already by ${where}: wait for it, end it, or choose another --name`,
      );
    }
    await rm(path, { force: true });
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

/** undefined when there is none, or none that can be read: both mean that no build can be reached by it. */
function readRunFile(path: string): RunFile | undefined {
  try {
    const { url, token, pid, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<RunFile>;
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
