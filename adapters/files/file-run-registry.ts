// Registers running builds in the data directory, as one file per session that only the owner can read.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { ApplicationError } from '../../application/errors.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import type { RunEndpoint, RunRegistry } from '../../application/ports/run-registry.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { diskFull } from '../data-dir/disk-room.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { makeOwnDirectory, ownPath } from '../data-dir/own-path.ts';
import { isGone, ownRun, RUNS, type RunFile, runFileName, runIn } from './run-file.ts';

export class FileRunRegistry implements RunRegistry {
  /** `isAlive` asks an endpoint whether a build answers there. */
  constructor(
    private readonly dataDir: string,
    private readonly isAlive: (endpoint: RunEndpoint) => Promise<boolean>,
    private readonly processes: ProcessFacts,
  ) {}

  async register(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>> {
    makeOwnDirectory(this.dataDir, RUNS);
    const path = ownPath(this.dataDir, RUNS, runFileName(session));
    // Throws if it is not a file, because it would never go away.
    const found = runIn(readOwnFile(this.dataDir, [RUNS, basename(path)]));
    if (found && this.#isOther(found) && (await this.isAlive(found))) throw busy(session, found);
    const own = `${path}.${randomUUID()}`;
    try {
      await writeFile(own, JSON.stringify(ownRun(session, endpoint, this.processes)), {
        mode: 0o600,
        flag: 'wx',
      });
      await rename(own, path);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? diskFull(this.dataDir, error) : error;
    } finally {
      await rm(own, { force: true });
    }
    const undo = (): void => {
      registered.delete(undo);
      const left = runIn(readOwnFile(this.dataDir, [RUNS, basename(path)]));
      if (left?.token === endpoint.token) rmSync(path, { force: true });
    };
    registered.add(undo);
    return async () => undo();
  }

  /** Whether another process on this machine, which is alive, wrote the file. */
  #isOther(run: RunFile): boolean {
    return run.host === hostname() && run.pid !== process.pid && !isGone(run, this.processes);
  }
}

/** Undoes what this process has registered. */
const registered = new Set<() => void>();

// A repeated signal ends the process without waiting.
process.on('exit', () => {
  for (const undo of registered) {
    try {
      undo();
    } catch {
      // The next build replaces the file of a dead process.
    }
  }
});

function busy(session: SessionName, { pid }: RunFile): ApplicationError {
  return new ApplicationError('SESSION.BUSY', `session "${session}" is already being run by process ${pid}`, {
    remedy: 'wait for it, end it, or choose another --name',
  });
}
