// How long a provider that limits the rate, or is overloaded, is waited for.
import type { AgentFailure } from '../ports/agent.port.ts';

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** A stated wait is believed up to here; beyond it the provider is asked in between. */
const LONGEST_STATED_MS = 6 * 3_600_000;

/** Counts the waits of one iteration: where no time is stated, each is twice as long as the one before. */
export class RateLimitWaits {
  #next = FIRST_WAIT_MS;

  /** Returns the milliseconds to wait after this failure; undefined when waiting does not help. */
  next(failure: AgentFailure | undefined): number | undefined {
    if (failure === undefined) return undefined;
    if (failure.retryAfterMs !== undefined) return Math.min(failure.retryAfterMs, LONGEST_STATED_MS);
    const wait = this.#next;
    this.#next = Math.min(LONGEST_WAIT_MS, wait * 2);
    return wait;
  }
}
