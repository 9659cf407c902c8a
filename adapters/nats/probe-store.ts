// Tries whether sessions could be kept, without touching any: on an external server, or on an embedded one.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageType } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes, ProcessFacts } from '../../application/ports/processes.port.ts';
import { inDataDir, inspectDataDir } from '../data-dir/data-dir.ts';
import { isOwnDirectory } from '../data-dir/own-path.ts';
import { type Connection, openConnection, type ServerAddress } from './connection.ts';
import { type EmbeddedServer, openEmbeddedServer } from './embedded/embedded-server.ts';
import { inspectServer } from './embedded/inspect-server.ts';
import { findServer } from './embedded/server-binary.ts';
import { isDeadUser, nameOfUser } from './embedded/server-users.ts';
import { requireUsableIfThere } from './event-stream.ts';
import { isNoResponders } from './store-errors.ts';

const SCRATCH = '.iteratr-doctor_';
const STARTING_MS = 5_000;
const POLL_MS = 20;
const VERSION_MS = 5_000;

/**
 * The version of the server. Throws `STORE.UNREACHABLE`, `STORE.WRITE` for a server without JetStream or with a stream
 * that drops events, `ConfigError` for an address or files that cannot be used.
 */
export async function probeExternal(
  address: Omit<ServerAddress, 'reconnect'>,
  logger: Logger,
): Promise<string> {
  const connection = await openConnection({ ...address, reconnect: false }, logger);
  try {
    await connection.manager.getAccountInfo();
    await requireUsableIfThere(connection);
    return connection.nats.info?.version ?? '';
  } catch (cause) {
    if (!isNoJetStream(cause)) throw cause;
    const next = 'start it with JetStream enabled (nats-server -js)';
    throw new AdapterError('STORE.WRITE', 'the NATS server keeps nothing: it runs without JetStream', {
      cause,
      remedy: next,
    });
  } finally {
    await connection.close();
  }
}

export interface ProbeOptions {
  readonly dataDir: string;
  /** As configured; undefined to look for one. */
  readonly serverPath: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: Processes;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface EmbeddedProbe {
  readonly binary: string;
  /** '' when it does not say. */
  readonly version: string;
  /** The server of a build or another command was used; it keeps running. */
  readonly joined: boolean;
}

/**
 * Has JetStream write where the sessions would be kept: by the live server, if somebody uses one, else by one that is
 * started beside them for the moment. The data directory is left as it was, and none is made. Throws what
 * `openEmbeddedServer` throws, and what JetStream answers.
 */
export async function probeEmbedded({
  dataDir,
  serverPath,
  env,
  processes,
  logger,
  signal,
}: ProbeOptions): Promise<EmbeddedProbe> {
  await inspectDataDir(dataDir, env);
  const joined = await inUse(dataDir, processes);
  const scratch = inDataDir(dataDir, () => makeScratch(dataDir, processes));
  try {
    const binary = findServer({ path: serverPath, env, dataDir });
    const { stdout } = await processes.run(
      { program: binary, args: ['--version'], cwd: process.cwd() },
      { timeoutMs: VERSION_MS, signal },
    );
    const directory = joined ? dataDir : scratch;
    await tryWriting(
      await openEmbeddedServer({ dataDir: directory, serverPath: binary, env, processes, logger, signal }),
      logger,
    );
    return { binary, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? '', joined };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Throws `DATA_DIR` where nothing could be kept, `DATA_DIR.REFUSED` where it is not ours. What is there is left as it was. */
export async function probeDataDir(dataDir: string, processes: ProcessFacts): Promise<void> {
  await inspectDataDir(dataDir);
  rmSync(
    inDataDir(dataDir, () => makeScratch(dataDir, processes)),
    { recursive: true, force: true },
  );
}

/** Scratch directories that somebody who was killed has left; a server may still run in one. */
export function deadScratches(dataDir: string, processes: ProcessFacts): string[] {
  return [dataDir, existingAbove(dataDir)].flatMap((directory) =>
    namesIn(directory)
      .filter((name) => name.startsWith(SCRATCH) && isDeadUser(name.slice(SCRATCH.length), processes))
      .filter((name) => isOwnDirectory(directory, name))
      .map((name) => join(directory, name)),
  );
}

function makeScratch(dataDir: string, processes: ProcessFacts): string {
  const directory = existsSync(dataDir) ? dataDir : existingAbove(dataDir);
  const scratch = join(directory, SCRATCH + nameOfUser(processes));
  mkdirSync(scratch, { mode: 0o700 });
  writeFileSync(join(scratch, '.gitignore'), '*\n', { flag: 'wx' });
  return scratch;
}

/** A server that is about to start, or to end, is waited for. Throws `DATA_DIR` for one that answers nobody. */
async function inUse(dataDir: string, processes: ProcessFacts): Promise<boolean> {
  for (const deadline = Date.now() + STARTING_MS; ; await sleep(POLL_MS)) {
    const live = await inspectServer(dataDir, processes);
    if (!live || live.users === 0) return false;
    if (live.answers) return true;
    if (Date.now() < deadline) continue;
    throw new AdapterError(
      'DATA_DIR',
      `a NATS server holds the data directory and does not answer (process ${live.pid} on ${live.host})`,
      { remedy: `if no iteratr runs there, end it, or delete ${live.lockFile}` },
    );
  }
}

async function tryWriting({ url, token, close }: EmbeddedServer, logger: Logger): Promise<void> {
  try {
    const connection = await openConnection({ url, token, reconnect: false }, logger);
    try {
      await write(connection);
    } finally {
      await connection.close();
    }
  } finally {
    await close();
  }
}

/** By a stream of its own, which goes with what is in it. */
async function write({ manager, jetstream }: Connection): Promise<void> {
  const name = `iteratr_doctor_${randomUUID()}`;
  await manager.streams.add({ name, subjects: [name], storage: StorageType.File });
  try {
    await jetstream.publish(name, 'written');
  } finally {
    await manager.streams.delete(name);
  }
}

function isNoJetStream(error: unknown): boolean {
  return isNoResponders(error) || (error instanceof Error && /jetstream not enabled/i.test(error.message));
}

function existingAbove(path: string): string {
  const above = dirname(path);
  return existsSync(above) || above === path ? above : existingAbove(above);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // there is none, or not for us
  }
}
