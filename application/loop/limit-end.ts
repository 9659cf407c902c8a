// Ends runs that a limit ends before their first iteration, and waits that a limit cuts short.
import { limitUses } from '../../domain/run/limit-uses.ts';
import { isReached, type Limits, type LimitUse } from '../../domain/run/limits.ts';
import { stopReasonAt } from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { limitedMessage } from '../wording/stop-message.ts';
import { LimitReached } from './limit-watch.ts';
import type { RunContext } from './run-context.ts';
import type { RunResult } from './run-result.ts';

type LimitEnd = Pick<RunResult, 'reason' | 'message'>;

/** Returns the end of a run that cannot start, because a limit of the session is reached; undefined if it can. */
export function limitedEnd(state: SessionState, limits: Limits): LimitEnd | undefined {
  // Nothing has worked since the last event, even if the process of the last run was killed.
  const all = limitUses(limits, state, Date.parse(state.lastEventAt ?? ''));
  const use = all.find((each) => each.scope === 'session' && isReached(each));
  return use && endOf(state, use, false);
}

/** Returns the end of a run whose time was over before its first iteration; undefined if it is not. */
export function earlyEnd({ limits, agent, session, request }: RunContext): LimitEnd | undefined {
  const use = limits.used(agent.use).uses.find(isReached);
  return use && endOf(session.state, use, request.reset !== undefined);
}

/** Resolves when the wait ends, also at a limit. Throws what else it throws. */
export async function untilLimit(wait: Promise<void>): Promise<void> {
  try {
    await wait;
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
  }
}

function endOf(state: SessionState, use: LimitUse, reset: boolean): LimitEnd {
  return { reason: stopReasonAt(use.kind), message: limitedMessage(state, use, reset) };
}
