// Tests whether sessions can be stored, on an external or embedded server, without touching existing ones.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageType } from 'nats';
import { AwakeStopwatch } from '../../application/async/awake-time.ts';
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
import { forbidden, isForbidden } from './forbidden.ts';
import { isNoResponders } from './store-errors.ts';

const SCRATCH = '.iteratr-doctor_';
const STARTING_MS = 5_000;
const POLL_MS = 20;
const VERSION_MS = 5_000;

/**
 * Tests an external server and returns its version. Throws `STORE.UNREACHABLE`, `STORE.WRITE` for a server without JetStream or
 * with a stream that drops events, `ConfigError` for an invalid address or unreadable files.
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
    if (isForbidden(cause)) throw forbidden(cause, '');
    if (!isNoJetStream(cause)) throw cause;
    throw new AdapterError('STORE.WRITE', 'the NATS server stores nothing: it runs without JetStream', {
      cause,
      remedy: 'start it with JetStream enabled (nats-server -js)',
    });
  } finally {
    await connection.close();
  }
}

export interface ProbeOptions {
  readonly dataDir: string;
  /** The configured nats-server program; undefined to search for one. */
  readonly serverPath: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: Processes;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface EmbeddedProbe {
  readonly binary: string;
  /** '' if the program prints no version. */
  readonly version: string;
  /** Whether the running server of another command was used, which keeps running. */
  readonly joined: boolean;
}

/**
 * Makes JetStream write where the sessions would be stored: through the running server if one is in use, otherwise through a
 * temporary one in a scratch directory. Leaves the data directory unchanged and does not create it. Throws the errors of
 * `openEmbeddedServer` and of JetStream.
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

/** Throws `DATA_DIR` when the directory is not writable, `DATA_DIR.REFUSED` when it is not ours. Leaves it unchanged. */
export async function probeDataDir(dataDir: string, processes: ProcessFacts): Promise<void> {
  await inspectDataDir(dataDir);
  rmSync(
    inDataDir(dataDir, () => makeScratch(dataDir, processes)),
    { recursive: true, force: true },
  );
}

/** Returns the scratch directories of killed processes; a server may still run in one. */
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
  try {
    writeFileSync(join(scratch, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
  return scratch;
}

/** Returns whether a server is in use. Waits for one that is starting or stopping; throws `DATA_DIR` if it does not answer. */
async function inUse(dataDir: string, processes: ProcessFacts): Promise<boolean> {
  for (const time = new AwakeStopwatch(); ; await sleep(POLL_MS)) {
    const live = await inspectServer(dataDir, processes);
    if (!live || live.users === 0) return false;
    if (live.answers) return true;
    if (time.elapsedMs < STARTING_MS) continue;
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

/** Writes one message to a temporary stream, and deletes the stream. */
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
    return []; // missing or not readable
  }
}
