// Notices when the commits a reader gets do not continue those it has.
import { AdapterError, ApplicationError } from '../../application/errors.ts';
import type { Commit, StreamVersion } from '../../application/ports/event-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { ChainedCommit } from './commit-codec.ts';

/** Where one reader is in one session. */
export class CommitChain {
  readonly #session: SessionName;
  readonly #start: StreamVersion;
  #version: StreamVersion;

  constructor(session: SessionName, after: StreamVersion) {
    this.#session = session;
    this.#start = after;
    this.#version = after;
  }

  /** The version of the last commit taken. */
  get version(): StreamVersion {
    return this.#version;
  }

  /**
   * Takes the next commit. Throws `STREAM.RESET` when it starts a new history, or does not continue the version the
   * reader came with; `STORE.CORRUPT` when a commit between two others is missing.
   */
  take({ version, prev, events }: ChainedCommit): Commit {
    if (prev !== this.#version) {
      if (prev === 0 || (this.#start > 0 && this.#version === this.#start)) throw this.reset();
      throw new AdapterError(
        'STORE.CORRUPT',
        `session "${this.#session}" has lost the commit before version ${version} (it follows ${prev}, found ${this.#version})`,
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
