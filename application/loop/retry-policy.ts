// How long to wait before the iteration that follows a failed one.

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * Returns the milliseconds to wait after a number of consecutive failures (from 1): doubling, and up to half of it less by chance (`random` is from
 * 0 to 1), so that several builds do not come back at the same instant.
 */
export function retryDelay(failures: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return Math.round(longest * (1 - random / 2));
}
