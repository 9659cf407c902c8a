// Which sessions are being run, and how their builds can be reached.
import type { SessionName } from '../../domain/session/session-name.ts';

/** Where a build answers; the token is a secret of this user. */
export interface RunEndpoint {
  readonly url: string;
  readonly token: string;
}

export interface RunRegistry {
  /**
   * Says that this process runs the session now. Throws `ApplicationError` `SESSION.BUSY`, naming the process, when
   * another one does; what a dead build left is replaced. Returns how to give the session back.
   */
  claim(session: SessionName, endpoint: RunEndpoint): Promise<() => Promise<void>>;

  /** Whether a live build on this machine has the session, without asking it. */
  isRunning(session: SessionName): boolean;
}
