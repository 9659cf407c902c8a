// Decides how fast recorded time passes in a replay.

/** The longest wait between two events, in milliseconds on the screen: nights and rate limits pass quickly. */
const LONGEST_WAIT_MS = 2_000;

/** Returns how many times as fast as real time a gap of recorded milliseconds passes. */
export function paceOf(gap: number, speed: number): number {
  return Math.max(speed, gap / LONGEST_WAIT_MS);
}

/** The interval at which the clock and the spinner move. No speed makes it a multiple of the spinner's turn. */
export const REPLAY_TICK_MS = 107;
