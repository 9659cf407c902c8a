// The state of a replay, and its speeds.

/** `ended`: everything recorded has been played. */
export interface ReplayState {
  readonly phase: 'playing' | 'paused' | 'ended';
  /** How many times as fast as it was recorded. */
  readonly speed: number;
  /** The number of the last recorded iteration. */
  readonly iterations: number;
}

/** What the user can do with a replay. */
export type ReplayChange = 'pause' | 'faster' | 'slower';

const SPEEDS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] as const;

/** Returns the next speed in this direction, the same at the end. */
export function nextSpeed(speed: number, change: 'faster' | 'slower'): number {
  const found =
    change === 'faster' ? SPEEDS.find((each) => each > speed) : SPEEDS.findLast((each) => each < speed);
  return found ?? speed;
}
