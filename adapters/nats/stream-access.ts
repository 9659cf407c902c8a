// Runs requests on the stream of sessions, and creates the stream when it is missing. Never in place of a damaged one.
import { AwakeStopwatch } from '../../application/async/awake-time.ts';
import type { RequestOptions } from '../../application/waiting/request-wait.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { ensureStream, type StreamOptions } from './event-stream.ts';
import { API_ERROR, apiErrorCode, isNoResponders } from './store-errors.ts';
import { damagedStore, hasMessages } from './store-files.ts';
import { STREAM } from './stream-name.ts';

const PAUSE_MS = 100;
/** Far more than the server takes to create the stream. */
const CREATING_MS = 2_000;

export interface StreamAccessOptions extends StreamOptions {
  readonly connections: Connections;
  /** The data directory of an embedded server; undefined for an external one. */
  readonly dataDir?: string | undefined;
}

export class StreamAccess {
  readonly #options: StreamAccessOptions;

  constructor(options: StreamAccessOptions) {
    this.#options = options;
  }

  get connections(): Connections {
    return this.#options.connections;
  }

  /**
   * Runs `request`, again if the connection fails or the stream was missing. Creates the stream only if the request finds it
   * missing, so that existing streams cost nothing extra. Throws an `AdapterError`; `doing` completes "could not …".
   */
  run<T>(
    doing: string,
    request: (connection: Connection) => Promise<T>,
    options: RequestOptions = {},
  ): Promise<T> {
    const creating = async (connection: Connection): Promise<T> => {
      try {
        return await request(connection);
      } catch (error) {
        if (apiErrorCode(error) !== API_ERROR.streamNotFound && !isNoResponders(error)) throw error;
        await this.#requireUndamaged(connection);
        await ensureStream(connection, this.#options);
        return await request(connection);
      }
    };
    return this.connections.run(doing, creating, options);
  }

  /** Throws `STORE.DAMAGED` if the server does not know the stream although there are messages. Never write to such a store. */
  async #requireUndamaged(connection: Connection): Promise<void> {
    const { dataDir } = this.#options;
    if (dataDir === undefined || !hasMessages(dataDir)) return;
    for (const time = new AwakeStopwatch(); ; await pause()) {
      try {
        await connection.manager.streams.info(STREAM);
        return;
      } catch (error) {
        if (apiErrorCode(error) !== API_ERROR.streamNotFound) throw error;
        // The server writes the first files before it knows the stream, which another process may be creating.
        if (time.elapsedMs > CREATING_MS) throw damagedStore(dataDir, error);
      }
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
