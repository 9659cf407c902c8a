// Waits for the build that workers of this process join.

import type { SessionState } from '../../domain/session/session.state.ts';
import { requireSeveral } from '../../domain/worker/worker.decider.ts';
import { ApplicationError } from '../errors.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { Session } from './session.ts';
import type { SessionClaims } from './session-claims.ts';

const LOOK_MS = 1_000;

export interface AwaitedBuild {
  readonly session: Session;
  readonly claims: Pick<SessionClaims, 'isRunning'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
  /** Called when the wait begins, and when what is waited for changes. */
  readonly onWait: (missing: MissingForWork) => void;
}

/** No process runs the session, or one does and has not begun its branch, as while it plans. */
export type MissingForWork = 'build' | 'branch';

/**
 * Resolves when a build with several workers runs the session and has begun its branch, or when the session is complete. Throws
 * `WORKER.IN_PLACE` if it is built in place, `CANCELLED` if `signal` aborts, and the errors of the store.
 */
export async function awaitBuild({
  session,
  claims,
  clock,
  signal,
  onWait,
}: AwaitedBuild): Promise<SessionState> {
  for (let told: MissingForWork | undefined; ; ) {
    const isRunning = await claims.isRunning(session.name);
    const state = await session.refresh();
    if (state.completed && !isRunning) return state;
    if (isRunning && state.runOpen) {
      requireSeveral(state);
      if (state.branch !== null) return state;
    }
    const missing = isRunning ? 'branch' : 'build';
    if (missing !== told) onWait(missing);
    told = missing;
    await clock.sleep(LOOK_MS, signal);
    if (signal.aborted) throw new ApplicationError('CANCELLED', 'interrupted before a build ran the session');
  }
}
