// How often and how fast a failed iteration is followed by another one.

export interface RetryPolicy {
  /** Consecutive failed iterations that end the run. */
  readonly maxFailures: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxFailures: 3, firstDelayMs: 1_000, maxDelayMs: 60_000 };

/** How long to wait after so many consecutive failures (from 1), without jitter. */
export function retryDelay(policy: RetryPolicy, failures: number): number {
  return Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
}
