// The connection in use now, replaced when it is gone for good.
import { AdapterError } from '../../application/errors.ts';
import type { Connection } from './connection.ts';
import { isConnectionLost, storeError } from './store-errors.ts';

/** A request is repeated this often when the connection fails under it. */
const ATTEMPTS = 3;

export class Connections {
  readonly #open: () => Promise<Connection>;
  #opening: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #closed = false;

  /** `open` is called for the first connection, and again whenever that is closed. */
  constructor(open: () => Promise<Connection>) {
    this.#open = open;
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
        return await request(await this.get());
      } catch (error) {
        if (attempt === ATTEMPTS || this.#closed || !isConnectionLost(error)) throw storeError(error, doing);
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
