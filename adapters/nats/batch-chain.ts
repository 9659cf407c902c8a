// Checks that each batch a reader receives continues the previous one.
import { AdapterError, ApplicationError } from '../../application/errors.ts';
import type { EventBatch, StreamVersion } from '../../application/ports/event-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { type ChainedBatch, damagedRemedy } from './batch-codec.ts';

/** The position of one reader in one session. */
export class BatchChain {
  readonly #session: SessionName;
  readonly #start: StreamVersion;
  #version: StreamVersion;

  constructor(session: SessionName, after: StreamVersion) {
    this.#session = session;
    this.#start = after;
    this.#version = after;
  }

  /** The version of the last batch that was taken. */
  get version(): StreamVersion {
    return this.#version;
  }

  /**
   * Takes the next batch and returns it without `prev`. Throws `STREAM.RESET` when it starts a new history or does not continue
   * the version the reader started from, `STORE.CORRUPT` when a batch in between is missing.
   */
  take({ version, prev, events }: ChainedBatch): EventBatch {
    if (prev !== this.#version) {
      if (prev === 0 || (this.#start > 0 && this.#version === this.#start)) throw this.reset();
      throw new AdapterError(
        'STORE.CORRUPT',
        `session "${this.#session}" has lost the event batch before version ${version} (it follows ${prev}, found ${this.#version})`,
        { remedy: damagedRemedy(this.#session) },
      );
    }
    this.#version = version;
    return { version, events };
  }

  reset(): ApplicationError {
    return new ApplicationError(
      'STREAM.RESET',
      `session "${this.#session}" was reset after version ${this.#version}`,
    );
  }
}
