// The connection in use now, replaced when it is gone for good.
import { ErrorCode, NatsError } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import type { Connection, Interruption } from './connection.ts';
import { isConnectionLost, storeError } from './store-errors.ts';

/** A request is repeated this often when the connection fails under it. */
const ATTEMPTS = 3;

export class Connections {
  readonly #open: () => Promise<Connection>;
  readonly #withoutJetStream: string;
  #opening: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #closed = false;

  /**
   * `open` is called for the first connection, and again whenever that is closed. `withoutJetStream` tells the user what
   * to do about a server that answers and does not store.
   */
  constructor(open: () => Promise<Connection>, withoutJetStream: string) {
    this.#open = open;
    this.#withoutJetStream = withoutJetStream;
  }

  /** The open connection, if there is one at this moment. */
  get current(): Connection | undefined {
    return this.#current?.nats.isClosed() ? undefined : this.#current;
  }

  /** The open connection, or a new one. Throws what `open` throws, and `STORE.UNREACHABLE` after `close`. */
  async get(): Promise<Connection> {
    if (this.#closed) throw new AdapterError('STORE.UNREACHABLE', 'the store has been closed');
    if (this.current) return this.current;
    this.#opening ??= this.#replace().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /**
   * Runs `request`, and once more on the recovered or a new connection when the connection fails under it: it must be
   * safe to repeat. Throws an `AdapterError`; `doing` completes "could not …".
   */
  async run<T>(doing: string, request: (connection: Connection) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await untilBack(await this.get(), request);
      } catch (error) {
        if (attempt === ATTEMPTS || this.#closed || !isConnectionLost(error)) {
          throw storeError(error, doing, this.#withoutJetStream);
        }
        // The client rejects what is under way shortly before it calls itself closed.
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

/** What was sent before a connection was lost is not answered when it is back: no need to wait for the time limit. */
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
