// Keeps the current connection to the NATS server, and replaces it when it has closed for good.
import { ErrorCode, NatsError } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import type { Connection, Interruption } from './connection.ts';
import { isConnectionLost, storeError } from './store-errors.ts';

/** Maximum number of attempts for a request when the connection fails. */
const ATTEMPTS = 3;

export class Connections {
  readonly #open: () => Promise<Connection>;
  readonly #withoutJetStream: string;
  #opening: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #closed = false;

  /**
   * `open` is called for the first connection, and again whenever the connection has closed. `withoutJetStream` is the remedy
   * for a server that answers but has no JetStream.
   */
  constructor(open: () => Promise<Connection>, withoutJetStream: string) {
    this.#open = open;
    this.#withoutJetStream = withoutJetStream;
  }

  /** The connection if it is open now, otherwise undefined. */
  get current(): Connection | undefined {
    return this.#current?.nats.isClosed() ? undefined : this.#current;
  }

  /** Returns the open connection, or opens a new one. Throws the errors of `open`, and `STORE.UNREACHABLE` after `close`. */
  async get(): Promise<Connection> {
    if (this.#closed) throw new AdapterError('STORE.UNREACHABLE', 'the store has been closed');
    if (this.current) return this.current;
    this.#opening ??= this.#replace().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /**
   * Runs `request`. If the connection fails, repeats it on the restored or a new connection, so it must be safe to
   * repeat. Throws an `AdapterError`; `doing` completes "could not …".
   */
  async run<T>(doing: string, request: (connection: Connection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await untilBack(await this.get(), request);
      } catch (error) {
        if (attempt === ATTEMPTS || this.#closed || !isConnectionLost(error)) {
          throw storeError(error, doing, this.#withoutJetStream);
        }
        // The client rejects pending requests shortly before it reports that it is closed.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** Closes the connection. Never throws. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    await this.#current?.close();
  }

  async #replace(): Promise<Connection> {
    await this.#current?.close();
    this.#current = undefined;
    this.#current = await this.#open();
    return this.#current;
  }
}

/**
 * Runs `request`, and rejects as soon as a lost connection is restored: requests sent before the loss are never answered, so
 * waiting for the time limit is pointless.
 */
async function untilBack<T>(
  connection: Connection,
  request: (connection: Connection) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const back = new Promise<never>((_, reject) => {
    const listener = (what: Interruption) =>
      what === 'back' && reject(new NatsError(what, ErrorCode.Disconnect));
    connection.onInterruption(listener, done.signal);
  });
  try {
    return await Promise.race([request(connection), back]);
  } finally {
    done.abort();
  }
}
