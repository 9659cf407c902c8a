// Opens the store of sessions on the configured external NATS server, or on the embedded one.
import { join } from 'node:path';
import type { EventStore, SessionDirectory } from '../../application/ports/event-store.port.ts';
import type { LeaseStore } from '../../application/ports/lease.port.ts';
import type { LiveFeed } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import { COMMAND_PATIENCE, Outage, type Patience } from '../../application/waiting/outage.ts';
import { inspectDataDir, prepareDataDir } from '../data-dir/data-dir.ts';
import { DirectoryWatch } from '../data-dir/directory-watch.ts';
import { type Connection, openConnection, secretsOfCredentials, shownUrl } from './connection.ts';
import { Connections } from './connections.ts';
import { type EmbeddedServer, openEmbeddedServer } from './embedded/embedded-server.ts';
import { JetStreamEventStore } from './jetstream-event-store.ts';
import { JetStreamLeaseStore } from './jetstream-lease-store.ts';
import { NatsLiveFeed } from './nats-live-feed.ts';
import type { StorePlace } from './store-failure.ts';
import { StreamAccess } from './stream-access.ts';

const DUPLICATE_WINDOW_MS = 120_000;

export interface StoreOptions {
  readonly dataDir: string;
  /** An external server, `nats://[user:password@ or token@]host:port`, or `tls://…`; several separated by commas. */
  readonly natsUrl?: string | undefined;
  /** Path of a `.creds` file for the external server. */
  readonly natsCredentials?: string | undefined;
  /** Path of a PEM file with the certificate authority of the external server. */
  readonly natsCertificateAuthority?: string | undefined;
  /** The nats-server program to run; by default it is searched for. */
  readonly serverPath?: string | undefined;
  /** The environment in which to search for nats-server; by default that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Replicas of the events on an external cluster: 1, 3 or 5. Used only when the stream is created. */
  readonly replicas?: number | undefined;
  /** Only joins a running embedded server and never starts one; throws `STORE.NO_SERVER` if none runs. */
  readonly joinOnly?: boolean | undefined;
  /** How long requests wait for a store that cannot answer; by default as long as those of a single command. */
  readonly patience?: Patience | undefined;
  /** An embedded server that opens already. It belongs to the store. */
  readonly server?: Promise<EmbeddedServer> | undefined;
  readonly processes: Processes;
  readonly logger: Logger;
  /** Called with each secret that the store uses, before it is used. */
  readonly onSecret?: (name: string, value: string) => void;
}

export interface Store {
  readonly events: EventStore;
  readonly sessions: SessionDirectory;
  readonly leases: LeaseStore;
  readonly live: LiveFeed;
  /** The server's port, which changes when the embedded server is started again; 0 while there is no connection. */
  readonly port: number;
  /** Aborts when the data directory of the embedded server is removed or replaced; its reason is `STORE.LOST`. */
  readonly lost: AbortSignal;
  /** Flushes the buffer and disconnects. The last user of the embedded server stops it. Never throws. */
  close(): Promise<void>;
}

/**
 * Opens the store. Throws `STORE.UNREACHABLE` for an external server that does not answer in time, and the errors of
 * `openEmbeddedServer`. The next operation restarts an embedded server that has died. `outage` decides how long to wait for an
 * external one, and for room on a full disk.
 */
export async function openStore(
  options: StoreOptions,
  outage = new Outage(options.patience ?? COMMAND_PATIENCE),
): Promise<Store> {
  const { dataDir, natsUrl, replicas = 1, logger } = options;
  prepareDataDir(dataDir, logger);
  if (natsUrl !== undefined) await inspectDataDir(dataDir, options.env);
  let watch: DirectoryWatch | undefined;
  let first = options.server;
  const place = placeOf(options);
  const connections =
    natsUrl === undefined
      ? new Connections(
          async () => {
            // A server that is started again must not begin with an empty store.
            watch?.requireSame();
            const server = first ?? openEmbeddedServer(options);
            first = undefined;
            const connection = await openEmbedded(options, server);
            watch ??= new DirectoryWatch([dataDir, join(dataDir, 'jetstream')]);
            return connection;
          },
          { place, outage },
        )
      : new Connections(() => openExternal(natsUrl, options), { place, outage });
  try {
    await connections.get();
  } catch (error) {
    // Not awaited: a server that accepts connections and says nothing would hold up the error.
    void connections.close();
    throw error;
  }
  const stream = new StreamAccess({
    connections,
    replicas: natsUrl === undefined ? 1 : replicas,
    duplicateWindowMs: DUPLICATE_WINDOW_MS,
    dataDir: natsUrl === undefined ? dataDir : undefined,
  });
  const events = new JetStreamEventStore(stream);
  return {
    events,
    sessions: events,
    leases: new JetStreamLeaseStore(stream),
    live: new NatsLiveFeed({ connections, logger }),
    get port() {
      return connections.current?.nats.info?.port ?? 0;
    },
    lost: watch?.lost ?? new AbortController().signal,
    close: async () => {
      watch?.stop();
      await connections.close();
    },
  };
}

function placeOf({ natsUrl, dataDir }: StoreOptions): StorePlace {
  if (natsUrl === undefined) {
    const withoutJetStream = `its disk may be full: make room for ${dataDir} and try again`;
    return { server: 'the NATS server', isOthers: false, room: dataDir, withoutJetStream };
  }
  const server = `the NATS server at ${shownUrl(natsUrl)}`;
  const withoutJetStream = 'start it with JetStream enabled (nats-server -js)';
  return { server, isOthers: true, room: `that of ${server}, or its limit for JetStream`, withoutJetStream };
}

function openExternal(url: string, options: StoreOptions): Promise<Connection> {
  const { natsCredentials: credentials, natsCertificateAuthority: certificateAuthority, logger } = options;
  if (credentials !== undefined) {
    for (const secret of secretsOfCredentials(credentials)) options.onSecret?.('nats_creds', secret);
  }
  return openConnection({ url, credentials, certificateAuthority, reconnect: true }, logger);
}

/** Returns a connection to the embedded server; closing it also leaves the server. */
async function openEmbedded(
  options: StoreOptions,
  opening: Promise<EmbeddedServer>,
  again = true,
): Promise<Connection> {
  const server = await opening;
  try {
    const { url, token } = server;
    options.onSecret?.('server token', token);
    const connection = await openConnection({ url, token, reconnect: false }, options.logger);
    const close = async () => {
      await connection.close();
      await server.close();
    };
    return { ...connection, close };
  } catch (error) {
    await server.close();
    // The server may have been killed between its start and the connection, so try once more.
    if (again) return openEmbedded(options, openEmbeddedServer(options), false);
    throw error;
  }
}
