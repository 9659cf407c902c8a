// The files of one run of the server: its configuration, log, port and users, all in one directory.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeadUser, nameOfUser, register } from './server-users.ts';

const PREFIX = 'run-';
const MAX_PAYLOAD = 8 * 1024 * 1024;
const LOG_LINES = 8;

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
    config: join(directory, 'nats.conf'),
    users: join(directory, 'users'),
    log: join(directory, 'server.log'),
  };
}

/** Makes the files for a server that is to be started, with this process registered as its first user. */
export function prepareRun(
  dataDir: string,
  natsDir: string,
  { syncAlways }: { syncAlways: boolean },
): ServerRun & { userFile: string } {
  const name = PREFIX + nameOfUser();
  const run = serverRun(natsDir, name);
  mkdirSync(run.users, { recursive: true, mode: 0o700 });
  const config = {
    host: '127.0.0.1',
    port: -1,
    ports_file_dir: run.directory,
    max_payload: MAX_PAYLOAD,
    authorization: { token: randomBytes(32).toString('hex') },
    jetstream: { store_dir: dataDir, ...(syncAlways ? { sync_interval: 'always' } : {}) },
  };
  // JSON is a form of the server's own configuration language.
  writeFileSync(run.config, JSON.stringify(config), { mode: 0o600 });
  const userFile = register(run.users);
  if (userFile === undefined) throw new Error(`${run.users} was removed by another program`);
  return { ...run, userFile };
}

/** Where process `pid` listens and with which token, or undefined when its files are not there (yet, or any more). */
export function endpointOf(run: ServerRun, pid: number): { port: number; token: string } | undefined {
  try {
    const portsFile = readdirSync(run.directory).find((name) => name.endsWith(`_${pid}.ports`));
    if (!portsFile) return undefined;
    const ports = JSON.parse(readFileSync(join(run.directory, portsFile), 'utf8')) as { nats: string[] };
    const config = JSON.parse(readFileSync(run.config, 'utf8')) as { authorization: { token: string } };
    return { port: Number(new URL(ports.nats[0] ?? '').port), token: config.authorization.token };
  } catch (error) {
    // The server may be in the middle of writing, or another process of removing.
    if (error instanceof SyntaxError || error instanceof TypeError || isMissing(error)) return undefined;
    throw error;
  }
}

/** The last lines of the server's log, '' when there is none. */
export function logTail(run: ServerRun): string {
  try {
    return readFileSync(run.log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

export function removeRun(run: ServerRun): void {
  rmSync(run.directory, { recursive: true, force: true });
}

/** Removes what starters left that died or were too late. `inUse` is asked before each removal. */
export function sweepRuns(natsDir: string, inUse: (name: string) => boolean): void {
  for (const name of readdirSync(natsDir)) {
    if (!name.startsWith(PREFIX) || !isDeadUser(name.slice(PREFIX.length)) || inUse(name)) continue;
    removeRun(serverRun(natsDir, name));
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
