// Keeps the current connection to the NATS server, replaces it when it has closed for good, and waits while the store is away.
import { ErrorCode, NatsError } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import type { Outage, PassingFailure } from '../../application/waiting/outage.ts';
import { Over, type RequestOptions, RequestWait } from '../../application/waiting/request-wait.ts';
import type { Connection } from './connection.ts';
import { requestError } from './request-error.ts';
import { isConnectionLost } from './store-errors.ts';
import { isRefusal, passingFailure, type StorePlace } from './store-failure.ts';

/** Number of attempts when the connection fails, without waiting. */
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export interface ConnectionsOptions {
  readonly place: StorePlace;
  readonly outage: Outage;
}

export class Connections {
  readonly #open: () => Promise<Connection>;
  readonly #place: StorePlace;
  readonly outage: Outage;
  #opening: Promise<Connection> | undefined;
  #current: Connection | undefined;
  #closed = false;

  /** `open` is called for the first connection, and again whenever the connection has closed. */
  constructor(open: () => Promise<Connection>, { place, outage }: ConnectionsOptions) {
    this.#open = open;
    this.#place = place;
    this.outage = outage;
  }

  /** The connection if it is open now, otherwise undefined. */
  get current(): Connection | undefined {
    return this.#current?.nats.isClosed() ? undefined : this.#current;
  }

  /**
   * Whether a reader that failed in this way may try again, however often: an external server comes back. `undefined` for a
   * failure without a reason, such as silence.
   */
  mayReturn(error: unknown): boolean {
    if (error === undefined) return this.#place.isOthers;
    return (this.#place.isOthers || this.current !== undefined) && this.#passing(error) !== undefined;
  }

  /** Returns the connection; opens a new one, or waits, if there is none. Throws like `run`. */
  get(options: RequestOptions = {}): Promise<Connection> {
    return this.run('', async (connection) => connection, options);
  }

  /**
   * Runs `request`. If the connection fails or the store cannot answer, repeats it until it succeeds or the time is over, so
   * it must be safe to repeat. Throws an `AdapterError`; `doing` completes "could not …".
   */
  async run<T>(
    doing: string,
    request: (connection: Connection) => Promise<T>,
    options: RequestOptions = {},
  ): Promise<T> {
    const wait = new RequestWait(this.outage, options);
    let succeeded = false;
    let last: PassingFailure | undefined;
    let mayBeStored = false;
    try {
      for (let attempt = 1; ; attempt++) {
        let sent = false;
        try {
          if (attempt > 1) await wait.for(this.#pause(attempt, wait.waitedMs > 0));
          const connection = await wait.for(this.#acquire());
          sent = true;
          const value = await wait.for(untilBack(connection, request));
          succeeded = true;
          return value;
        } catch (error) {
          mayBeStored ||= sent && !isRefusal(error);
          const isOver = error instanceof Over;
          last = isOver ? (last ?? this.#passing(SILENT)) : this.#passing(error);
          const again =
            last !== undefined &&
            !isOver &&
            !this.#closed &&
            (wait.begin(last) || (attempt < ATTEMPTS && isConnectionLost(error)));
          if (again) continue;
          const { waitedMs } = wait;
          const failed = { doing, place: this.#place, failure: last, waitedMs };
          throw requestError(error, options.isWrite ? { ...failed, mayBeStored } : failed);
        }
      }
    } finally {
      wait.end(succeeded);
    }
  }

  /** Closes the connection. Never throws. */
  async close(): Promise<void> {
    this.#closed = true;
    this.outage.close();
    await this.#opening?.catch(() => undefined);
    await this.#current?.close();
  }

  /** Returns the open connection, or opens a new one. Throws the errors of `open`. */
  async #acquire(): Promise<Connection> {
    if (this.#closed) throw new AdapterError('STORE.UNREACHABLE', 'the store has been closed');
    const { current } = this;
    if (current?.isUp()) return current;
    if (current) throw new NatsError('the connection is lost', ErrorCode.Disconnect);
    this.#opening ??= this.#replace().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /** Returns what is wrong if the failure may pass by itself, otherwise undefined. */
  #passing(error: unknown): PassingFailure | undefined {
    return passingFailure(error, this.#place, this.current?.nats.info);
  }

  async #replace(): Promise<Connection> {
    await this.#current?.close();
    this.#current = undefined;
    this.#current = await this.#open();
    return this.#current;
  }

  /** Waits a little before an attempt, less if the connection comes back. */
  async #pause(attempt: number, isWaiting: boolean): Promise<void> {
    // The client rejects pending requests shortly before it reports that it is closed.
    await new Promise((resolve) => setImmediate(resolve));
    if (!isWaiting) return;
    const { current } = this;
    await current?.check();
    await new Promise<void>((resolve) => {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 2));
      const end = (): void => {
        stopListening?.();
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(end, pause);
      const stopListening = current?.onInterruption(end);
    });
  }
}

/** What a request that got no answer in its time would have failed with. */
const SILENT = new NatsError('no answer', ErrorCode.Timeout);

/**
 * Runs `request`, and rejects as soon as a lost connection is restored: requests sent before the loss are never answered, so
 * waiting for the time limit is pointless.
 */
async function untilBack<T>(
  connection: Connection,
  request: (connection: Connection) => Promise<T>,
): Promise<T> {
  let stopListening = (): void => {};
  const back = new Promise<never>((_, reject) => {
    stopListening = connection.onInterruption((what) => {
      if (what === 'back') reject(new NatsError(what, ErrorCode.Disconnect));
    });
  });
  try {
    return await Promise.race([request(connection), back]);
  } finally {
    stopListening();
  }
}
