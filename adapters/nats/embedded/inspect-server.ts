// Reports which server uses a data directory, without starting, joining or changing anything.
import { resolve } from 'node:path';
import type { ProcessFacts } from '../../../application/ports/processes.port.ts';
import { isOwnDirectory } from '../../data-dir/own-path.ts';
import { natsDirOf } from './embedded-server.ts';
import { lockState, newestLock } from './generation-lock.ts';
import { answers } from './server-process.ts';
import { endpointOf, serverRun } from './server-run.ts';
import { countUsers } from './server-users.ts';

export interface LiveServer {
  readonly pid: number;
  /** The machine it runs on. */
  readonly host: string;
  /** Null while it is not listening. */
  readonly port: number | null;
  readonly answers: boolean;
  /** Number of processes that use it; 0 for an idle server, left behind by killed processes. */
  readonly users: number;
  readonly lockFile: string;
}

/** Returns the running server; undefined if none runs. */
export async function inspectServer(
  dataDir: string,
  processes: ProcessFacts,
): Promise<LiveServer | undefined> {
  const natsDir = natsDirOf(resolve(dataDir));
  const lock = isOwnDirectory(dataDir, 'nats') ? newestLock(natsDir) : undefined;
  if (!lock || lockState(lock, processes) === 'free') return undefined;
  const run = serverRun(natsDir, lock.run);
  const port = endpointOf(run, lock.pid)?.port ?? null;
  return {
    pid: lock.pid,
    host: lock.host,
    port,
    answers: port !== null && (await answers(port)),
    users: countUsers(run.users, processes),
    lockFile: lock.file,
  };
}
