// Records which sessions are running and how to reach their builds.
import type { SessionName } from '../../domain/session/session-name.ts';

/** Where a build accepts requests. The token is secret. */
export interface RunEndpoint {
  readonly url: string;
  readonly token: string;
}

export interface RunRegistry {
  /**
   * Claims the session for this process. Throws `ApplicationError` `SESSION.BUSY`, naming the process, if another process
   * runs it. Replaces the claim of a dead build. Returns a function that releases the claim.
   */
  claim(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>>;

  /** Whether a live build on this machine has claimed the session. Does not contact the build. */
  isRunning(session: SessionName): boolean;
}
