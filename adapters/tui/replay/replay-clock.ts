// The clock of a replay: recorded time that passes at a speed, stands still in a pause, and never runs past the next event.
import { paceOf } from './pace.ts';

export interface ReplayClockOptions {
  /** Recorded time to start at, in milliseconds since the epoch. */
  readonly start: number;
  readonly speed: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Calls `callback` after this many milliseconds. Returns a function that cancels it. */
  readonly wait: (milliseconds: number, callback: () => void) => () => void;
}

/** How far the replay may be behind and still catch up, in milliseconds. */
const CATCH_UP_MS = 100;

export class ReplayClock {
  /** Recorded time at a moment of real time. */
  #anchor: { readonly recorded: number; readonly real: number };
  #target: number;
  #speed: number;
  #isPaused = false;
  #wake: () => void = () => undefined;

  constructor(private readonly options: ReplayClockOptions) {
    this.#anchor = { recorded: options.start, real: options.now() };
    this.#target = options.start;
    this.#speed = options.speed;
  }

  /** Returns the recorded time that is reached. */
  now(): number {
    const { recorded, real } = this.#anchor;
    if (this.#isPaused) return recorded;
    return Math.min(this.#target, recorded + (this.options.now() - real) * this.#pace());
  }

  pause(isPaused: boolean): void {
    this.#settle();
    this.#isPaused = isPaused;
    this.#wake();
  }

  setSpeed(speed: number): void {
    this.#settle();
    this.#speed = speed;
    this.#wake();
  }

  /** Resolves when the recorded time is reached, at once if it has passed; or when `signal` aborts. */
  async reach(time: number, signal: AbortSignal): Promise<void> {
    this.#target = Math.max(time, this.#anchor.recorded);
    while (!signal.aborted) {
      const due = this.#dueIn();
      if (due <= 0) {
        const real = Math.max(this.options.now() + due, this.options.now() - CATCH_UP_MS);
        this.#anchor = { recorded: this.#target, real };
        return;
      }
      await this.#woken(due, signal);
    }
  }

  /** Returns the milliseconds until the target is reached; negative if it should have been before. */
  #dueIn(): number {
    if (this.#isPaused) return Number.POSITIVE_INFINITY;
    const { recorded, real } = this.#anchor;
    return real + (this.#target - recorded) / this.#pace() - this.options.now();
  }

  #pace(): number {
    return paceOf(this.#target - this.#anchor.recorded, this.#speed);
  }

  /** Fixes what has passed, before the pace changes. */
  #settle(): void {
    this.#anchor = { recorded: this.now(), real: this.options.now() };
  }

  #woken(due: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = due === Number.POSITIVE_INFINITY ? undefined : this.options.wait(due, () => done());
      const done = (): void => {
        cancel?.();
        signal.removeEventListener('abort', done);
        this.#wake = () => undefined;
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
