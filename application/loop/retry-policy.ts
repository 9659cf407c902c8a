// Decides how long to wait after a failed iteration.

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * Returns the milliseconds to wait after a number of consecutive failures (from 1). The wait doubles with each failure, and is
 * shortened by up to half at random (`random` is from 0 to 1), so that several builds do not retry at the same time.
 */
export function retryDelay(failures: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return Math.round(longest * (1 - random / 2));
}
