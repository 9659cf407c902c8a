// Measures time in which this process ran: time in which it was stopped, or the machine suspended, does not count.
import type { Clock } from '../ports/clock.port.ts';

const TICK_MS = 1_000;
const TICKS = 10;
/**
 * How much later than expected this process must run again to count as stopped meanwhile: half the limit, between these two. A
 * busy machine causes less.
 */
const [SHORTEST_GAP_MS, LONGEST_GAP_MS] = [100, 1_000];
/** The same for a stopwatch, whose readings are up to a second apart. */
const STOPWATCH_GAP_MS = 3_000;

type Timers = Pick<Clock, 'now' | 'after'>;

const REAL: Timers = {
  now: () => new Date(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export interface AwakeOptions {
  readonly clock?: Timers;
  /** Called with the length of each gap in milliseconds, before what came in meanwhile is read. */
  readonly onGap?: (ms: number) => void;
}

/**
 * Calls `callback` once, after `ms` milliseconds in which this process ran. After a gap it first lets through what came in
 * meanwhile, because timers that expired in the gap fire before anything is read. Returns a function that cancels the call.
 */
export function afterAwake(
  ms: number,
  callback: () => void,
  { clock = REAL, onGap = () => undefined }: AwakeOptions = {},
): () => void {
  const longest = Math.min(TICK_MS, Math.ceil(ms / TICKS));
  const late = Math.max(SHORTEST_GAP_MS, Math.min(LONGEST_GAP_MS, ms / 2));
  let left = ms;
  let isStopped = false;
  let stop: () => void = () => undefined;
  const tick = (): void => {
    const length = Math.min(longest, left);
    const since = clock.now().getTime();
    stop = clock.after(length, () => {
      const gap = clock.now().getTime() - since - length;
      if (gap > late) onGap(gap);
      else left -= length;
      if (isStopped) return;
      if (left > 0) tick();
      else callback();
    });
  };
  tick();
  return () => {
    isStopped = true;
    stop();
  };
}

/** A stopwatch for loops that look again at least once a second. */
export class AwakeStopwatch {
  #elapsedMs = 0;
  #last = Date.now();

  /** The time since the stopwatch was created, in milliseconds, without gaps between two readings. */
  get elapsedMs(): number {
    const now = Date.now();
    const passed = now - this.#last;
    if (passed < STOPWATCH_GAP_MS) this.#elapsedMs += passed;
    this.#last = now;
    return this.#elapsedMs;
  }
}
