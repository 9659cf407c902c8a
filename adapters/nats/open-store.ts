// Opens the store of sessions: on an external NATS server where one is configured, else on the embedded one.
import type { EventStore, SessionDirectory } from '../../application/ports/event-store.port.ts';
import type { LiveFeed } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import { inspectDataDir, prepareDataDir } from '../data-dir/data-dir.ts';
import { type Connection, openConnection } from './connection.ts';
import { Connections } from './connections.ts';
import { openEmbeddedServer } from './embedded/embedded-server.ts';
import { JetStreamEventStore } from './jetstream-event-store.ts';
import { NatsLiveFeed } from './nats-live-feed.ts';

const DUPLICATE_WINDOW_MS = 120_000;

export interface StoreOptions {
  readonly dataDir: string;
  /** An external server, `nats://[user:password@ or token@]host:port`, or `tls://…`; several separated by commas. */
  readonly natsUrl?: string | undefined;
  /** Path of a `.creds` file for the external server. */
  readonly natsCredentials?: string | undefined;
  /** Path of a PEM file with the certificate authority of the external server. */
  readonly natsCertificateAuthority?: string | undefined;
  /** The nats-server to run, instead of the one that is found. */
  readonly serverPath?: string | undefined;
  /** Where a nats-server is looked for; the process's own environment when left out. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Copies an external cluster keeps of the events: 1, 3 or 5. Counts when the first session is made. */
  readonly replicas?: number | undefined;
  /** Joins an embedded server that runs, and starts none: `STORE.NO_SERVER` where there is none. */
  readonly joinOnly?: boolean | undefined;
  readonly processes: Processes;
  readonly logger: Logger;
}

export interface Store {
  readonly events: EventStore;
  readonly sessions: SessionDirectory;
  readonly live: LiveFeed;
  /** Where the server listens; another one after the embedded server had to be started again. */
  readonly port: number;
  /** Sends what is buffered and leaves; stops the embedded server after its last user. Never throws. */
  close(): Promise<void>;
}

/**
 * Throws `STORE.UNREACHABLE` for an external server that does not answer, and what `openEmbeddedServer` throws. An
 * embedded server that dies while in use is started again by the next operation; an external one is waited for.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, natsUrl, replicas = 1, logger } = options;
  prepareDataDir(dataDir, logger);
  if (natsUrl !== undefined) await inspectDataDir(dataDir, options.env);
  const connections =
    natsUrl === undefined
      ? new Connections(
          () => openEmbedded(options),
          `its disk may be full: make room for ${dataDir} and try again`,
        )
      : new Connections(
          () => openExternal(natsUrl, options),
          'start it with JetStream enabled (nats-server -js)',
        );
  await connections.get();
  const events = new JetStreamEventStore({
    connections,
    replicas: natsUrl === undefined ? 1 : replicas,
    duplicateWindowMs: DUPLICATE_WINDOW_MS,
  });
  return {
    events,
    sessions: events,
    live: new NatsLiveFeed({ connections, logger }),
    get port() {
      return connections.current?.nats.info?.port ?? 0;
    },
    close: () => connections.close(),
  };
}

function openExternal(url: string, options: StoreOptions): Promise<Connection> {
  const { natsCredentials: credentials, natsCertificateAuthority: certificateAuthority, logger } = options;
  return openConnection({ url, credentials, certificateAuthority, reconnect: true }, logger);
}

/** The connection and the use of the server end together. */
async function openEmbedded(options: StoreOptions, again = true): Promise<Connection> {
  const { dataDir, serverPath, env, joinOnly, processes, logger } = options;
  const server = await openEmbeddedServer({ dataDir, serverPath, env, joinOnly, processes, logger });
  try {
    const { url, token } = server;
    const connection = await openConnection({ url, token, reconnect: false }, logger);
    const close = async () => {
      await connection.close();
      await server.close();
    };
    return { ...connection, close };
  } catch (error) {
    await server.close();
    // Killed between the two: the next one is not.
    if (again) return openEmbedded(options, false);
    throw error;
  }
}
