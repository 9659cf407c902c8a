// Decides how long to wait for a provider that is rate limited or overloaded.
import type { AgentFailure } from '../ports/agent.port.ts';

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** A stated wait that is longer is not believed: the longest windows of usage are a week. */
const LONGEST_STATED_MS = 8 * 86_400_000;

/** Computes the waits of one iteration. If the provider states no credible time, each wait is twice as long as the previous one. */
export class RateLimitWaits {
  #next = FIRST_WAIT_MS;

  /** Returns the milliseconds to wait after this failure, undefined if waiting does not help. */
  next(failure: AgentFailure | undefined): number | undefined {
    if (failure === undefined || failure.cause === 'credit') return undefined;
    const { retryAfterMs } = failure;
    if (retryAfterMs !== undefined && retryAfterMs <= LONGEST_STATED_MS) return retryAfterMs;
    const wait = this.#next;
    this.#next = Math.min(LONGEST_WAIT_MS, wait * 2);
    return wait;
  }
}
