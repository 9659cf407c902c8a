// Records on this machine how to reach the builds that run.
import type { SessionName } from '../../domain/session/session-name.ts';

/** Where a build accepts requests. The token is secret. */
export interface RunEndpoint {
  readonly url: string;
  readonly token: string;
}

export interface RunRegistry {
  /**
   * Registers this process as the build of the session, in place of a dead one. Throws `ApplicationError` `SESSION.BUSY`, naming
   * the process, if one on this machine that answers is registered, as that of another store. Returns a function that undoes it.
   */
  register(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>>;
}
