// Opens, watches and closes a connection to a NATS server.
import { readFileSync } from 'node:fs';
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  Events,
  type JetStreamClient,
  type JetStreamManager,
  type NatsConnection,
} from 'nats';
import { within } from '../../application/async/time-limit.ts';
import { AdapterError, ConfigError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';

/** How long a request may take before the server counts as not answering. */
const REQUEST_TIMEOUT_MS = 5_000;
/** An NKey seed has 58 characters. */
const SHORTEST_KEY = 40;
const FLUSH_TIMEOUT_MS = 1_000;
/** A server that has not answered a request answers a ping within this time, or its process hangs. */
const ANSWER_MS = 1_000;
const LONGEST_RECONNECT_WAIT_MS = 10_000;

export interface ServerAddress {
  /** `nats://` or `tls://`, several separated by commas; may hold `user:password@` or `token@`. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Path of a NATS `.creds` file. */
  readonly credentials?: string | undefined;
  /** Path of a certificate authority's PEM file, for `tls://` servers with a private certificate. */
  readonly certificateAuthority?: string | undefined;
  /** Whether to reconnect to a server that went away; false for the embedded server, which is started again instead. */
  readonly reconnect: boolean;
}

export type Interruption = 'lost' | 'back' | 'closed';

/** Whether answers to flow control reach the server. They do not without the permission to publish to `$JS.FC.<stream>.>`. */
interface FlowControl {
  isAnswered: boolean;
}

export interface Connection {
  readonly nats: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly manager: JetStreamManager;
  /** Changes when the first answer is refused or ignored. */
  readonly flowControl: FlowControl;
  /** Whether it is connected now. Nothing must be sent while it is not: the client would send it later. */
  isUp(): boolean;
  /**
   * Unless the server still answers, connects again, to another server of the cluster if there is one. Closes the connection to an
   * embedded one: the next opener replaces a server that hangs. Never throws.
   */
  check(): Promise<void>;
  /** Calls `listener` whenever the connection is lost, restored or closed for good. Returns a function that stops it. */
  onInterruption(listener: (what: Interruption) => void): () => void;
  /** Flushes the buffer and closes. Never throws. */
  close(): Promise<void>;
}

/** Connects. Throws `STORE.UNREACHABLE`, or `ConfigError` for an invalid address. Messages never contain a secret. */
export async function openConnection(address: ServerAddress, logger: Logger): Promise<Connection> {
  const backOff = new BackOff();
  const { options, shown } = connectionOptions(address, backOff);
  const nats = await connect(options).catch((error: unknown) => {
    throw unreachable(error, shown);
  });
  const listeners = new Set<(what: Interruption) => void>();
  let isUp = true;
  const flowControl: FlowControl = { isAnswered: true };
  watch(nats, { url: shown, logger, flowControl }, (what) => {
    // Without reconnection, the loss closes the connection.
    isUp = what !== 'lost' || !address.reconnect;
    if (what === 'back') backOff.reset();
    for (const listener of [...listeners]) listener(what);
  });
  return {
    nats,
    jetstream: nats.jetstream({ timeout: REQUEST_TIMEOUT_MS }),
    manager: await nats.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS }),
    flowControl,
    isUp() {
      return isUp && !nats.isClosed();
    },
    async check() {
      if (!isUp || nats.isClosed()) return;
      const answer = nats.flush().catch(() => undefined);
      if ((await within(ANSWER_MS, answer)) !== 'late' || nats.isClosed()) return;
      isUp = false;
      if (address.reconnect) await nats.reconnect().catch(() => undefined);
      // Not awaited: it waits for the server.
      else void nats.close();
    },
    onInterruption(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      if (nats.isClosed()) return;
      const sent = nats.flush().catch((error: unknown) => {
        logger.debug('the last messages may not have reached the NATS server', { url: shown, error });
      });
      await within(FLUSH_TIMEOUT_MS, sent);
      await nats.close();
    },
  };
}

/**
 * The wait between attempts to reconnect. It grows with the time since the loss, and is random so that many clients do not
 * reconnect at the same moment. It does not depend on the number of calls, because the client asks more often than it tries.
 */
class BackOff {
  #since: number | undefined;

  reset(): void {
    this.#since = undefined;
  }

  next(): number {
    this.#since ??= Date.now();
    const longest = Math.min(LONGEST_RECONNECT_WAIT_MS, 100 + (Date.now() - this.#since) / 2);
    return longest / 2 + Math.random() * (longest / 2);
  }
}

function connectionOptions(
  { url, token, credentials, certificateAuthority, reconnect }: ServerAddress,
  backOff: BackOff,
): { options: ConnectionOptions; shown: string } {
  const servers = serversIn(url);
  const [first] = servers;
  const shown = shownUrl(url);
  const name = first?.username ? decodeURIComponent(first.username) : undefined;
  const password = first?.password ? decodeURIComponent(first.password) : undefined;
  return {
    shown,
    options: {
      servers: servers.map(({ host }) => host),
      name: 'iteratr',
      timeout: REQUEST_TIMEOUT_MS,
      reconnect,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => backOff.next(),
      ...(password !== undefined ? { user: name ?? '', pass: password } : name ? { token: name } : {}),
      ...(token ? { token } : {}),
      ...(credentials ? { authenticator: credsAuthenticator(read(credentials, 'credentials file')) } : {}),
      ...(first?.protocol === 'tls:' || certificateAuthority
        ? { tls: certificateAuthority ? { ca: read(certificateAuthority, 'authority file').toString() } : {} }
        : {}),
    },
  };
}

/** Returns the address without secrets. Throws `ConfigError`. */
export function shownUrl(url: string): string {
  return serversIn(url)
    .map(({ protocol, host }) => `${protocol}//${host}`)
    .join(',');
}

function serversIn(url: string): URL[] {
  return url.split(',').map((part) => parseUrl(part.trim()));
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.host || !['nats:', 'tls:'].includes(url.protocol)) {
    throw new ConfigError('nats_url is not an address such as nats://host:4222 or tls://host:4222');
  }
  return url;
}

function read(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ConfigError(`cannot read the NATS ${what} ${path}`, { cause });
  }
}

/** Codes of errors that can pass. Others, such as those of certificates or of a server that is no NATS server, do not. */
const PASSING: ReadonlySet<string> = new Set([
  ...['CONNECTION_REFUSED', 'CONNECTION_TIMEOUT', 'CONNECTION_CLOSED', 'TIMEOUT', 'DISCONNECT'],
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
  ...['ENOTFOUND', 'EAI_AGAIN'],
]);

/** Returns the token and the key in a `.creds` file: its only long lines. Throws `ConfigError`. */
export function secretsOfCredentials(path: string): string[] {
  const lines = read(path, 'credentials file').toString().split(/\r?\n/);
  return lines.filter((line) => line.length >= SHORTEST_KEY && !line.startsWith('---'));
}

function unreachable(error: unknown, shown: string): AdapterError {
  const code = String((error as { readonly code?: unknown } | undefined)?.code ?? '');
  if (
    ['AUTHORIZATION_VIOLATION', 'BAD_AUTHENTICATION', 'BAD_CREDS', 'AUTHENTICATION_EXPIRED'].includes(code)
  ) {
    return new AdapterError('STORE.UNREACHABLE', `the NATS server at ${shown} refuses the credentials`, {
      cause: error,
      remedy: 'check nats_url and the credentials file',
    });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new AdapterError('STORE.UNREACHABLE', `the NATS server at ${shown} cannot be reached (${detail})`, {
    cause: error,
    retryable: PASSING.has(code),
    remedy: 'check that it is running and that nats_url is right',
  });
}

/** Logs the connection's state changes and passes them to `interrupted` until the connection is closed. */
function watch(
  nats: NatsConnection,
  { url, logger, flowControl }: { url: string; logger: Logger; flowControl: FlowControl },
  interrupted: (what: Interruption) => void,
): void {
  const follow = async () => {
    for await (const { type, data, permissionContext: permission } of nats.status()) {
      if (type === Events.Error) {
        if (permission?.subject.startsWith('$JS.FC.')) flowControl.isAnswered = false;
        logger.warn('the NATS server reports an error', {
          url,
          error: data,
          ...(permission && { permission }),
        });
      } else if (type === Events.Disconnect) {
        logger.warn('the connection to the NATS server is lost', { url });
        interrupted('lost');
      } else if (type === Events.Reconnect) {
        logger.info('the connection to the NATS server is restored', { url });
        interrupted('back');
      }
    }
  };
  void follow();
  void nats.closed().then((error) => {
    if (error) logger.warn('the connection to the NATS server is closed', { url, error });
    interrupted('closed');
  });
}
