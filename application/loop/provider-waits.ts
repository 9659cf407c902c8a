// Decides how long to wait for an agent whose failure passes by itself.
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import type { AgentFailure } from '../ports/agent.port.ts';

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** A stated wait that is longer is not believed: the longest windows of usage are a week. */
const LONGEST_STATED_MS = 8 * 86_400_000;

/** Computes the waits of one iteration. If the provider states no credible time, each wait is twice as long as the previous one. */
export class ProviderWaits {
  #next = FIRST_WAIT_MS;

  /** Returns the milliseconds to wait after this failure, undefined if waiting does not help. */
  next({ cause, retryAfterMs }: AgentFailure): number | undefined {
    if (FAILURE_CAUSE[cause].effect !== 'wait') return undefined;
    if (retryAfterMs !== undefined && retryAfterMs <= LONGEST_STATED_MS) return retryAfterMs;
    const wait = this.#next;
    this.#next = Math.min(LONGEST_WAIT_MS, wait * 2);
    return wait;
  }
}
