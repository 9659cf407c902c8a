// Creates, reads and removes the files of one server run: its configuration, log, port and users, all in one directory.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ProcessFacts } from '../../../application/ports/processes.port.ts';
import { ownTextOf } from '../../data-dir/own-file.ts';
import { CONFIG, isRunName, PREFIX, USERS } from './run-name.ts';
import { isDeadUser, nameOfUser, register } from './server-users.ts';

const MAX_PAYLOAD = 8 * 1024 * 1024;
const LOG_LINES = 8;
/** By default, the server refuses to store more than 75 % of the room at its start, also when there is more room later. */
const MAX_FILE_STORE = 2 ** 50;

export interface ServerRun {
  readonly name: string;
  readonly directory: string;
  readonly config: string;
  readonly users: string;
  readonly log: string;
}

export function serverRun(natsDir: string, name: string): ServerRun {
  const directory = join(natsDir, name);
  return {
    name,
    directory,
    config: join(directory, CONFIG),
    users: join(directory, USERS),
    log: join(directory, 'server.log'),
  };
}

/** Creates the files of a server that is about to be started, and registers this process as its first user. */
export function prepareRun(
  dataDir: string,
  natsDir: string,
  { syncAlways }: { syncAlways: boolean },
  processes: ProcessFacts,
): ServerRun & { userFile: string } {
  const name = PREFIX + nameOfUser(processes);
  const run = serverRun(natsDir, name);
  mkdirSync(run.users, { recursive: true, mode: 0o700 });
  const config = {
    host: '127.0.0.1',
    port: -1,
    ports_file_dir: run.directory,
    max_payload: MAX_PAYLOAD,
    authorization: { token: randomBytes(32).toString('hex') },
    jetstream: {
      store_dir: dataDir,
      max_file_store: MAX_FILE_STORE,
      ...(syncAlways ? { sync_interval: 'always' } : {}),
    },
  };
  // JSON is valid in the server's configuration language.
  writeFileSync(run.config, JSON.stringify(config), { mode: 0o600, flag: 'wx' });
  const userFile = register(run.users, processes);
  if (userFile === undefined) throw new Error(`${run.users} was removed by another program`);
  return { ...run, userFile };
}

/** Returns the port and token of server process `pid`; undefined if its files do not exist (yet, or any more). */
export function endpointOf(run: ServerRun, pid: number): { port: number; token: string } | undefined {
  try {
    const portsFile = readdirSync(run.directory).find((name) => name.endsWith(`_${pid}.ports`));
    if (!portsFile) return undefined;
    const ports = JSON.parse(textIn(run, portsFile) ?? '') as { nats: string[] };
    const config = JSON.parse(textIn(run, CONFIG) ?? '') as { authorization: { token: string } };
    const port = Number(new URL(ports.nats[0] ?? '').port);
    const { token } = config.authorization;
    return port > 0 && typeof token === 'string' ? { port, token } : undefined;
  } catch (error) {
    // The server may be writing the file, or another process may be removing it.
    if (error instanceof SyntaxError || error instanceof TypeError || isMissing(error)) return undefined;
    throw error;
  }
}

/** Returns the last lines of the server's log; '' when there is none. */
export function logTail(run: ServerRun): string {
  return (textIn(run, basename(run.log)) ?? '').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

export function removeRun(run: ServerRun): void {
  if (!isRunName(run.name)) throw new Error(`${run.directory} is not a server's directory`);
  rmSync(run.directory, { recursive: true, force: true });
}

/** Removes the files of starters that died or came too late. Calls `inUse` before each removal. */
export function sweepRuns(natsDir: string, inUse: (name: string) => boolean, processes: ProcessFacts): void {
  for (const name of readdirSync(natsDir)) {
    if (!isRunName(name) || !isDeadUser(name.slice(PREFIX.length), processes) || inUse(name)) continue;
    removeRun(serverRun(natsDir, name));
  }
}

/** Returns the text of a file; undefined if it does not exist or is not a file. */
function textIn({ directory }: ServerRun, name: string): string | undefined {
  const natsDir = dirname(directory);
  return ownTextOf(dirname(natsDir), basename(natsDir), basename(directory), name);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
