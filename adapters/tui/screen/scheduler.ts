// Decides when to draw a frame: as soon as something changes, but no more often than people can see.

/** Gives at least 30 frames a second, even if timers fire a little late. */
export const FRAME_MS = 30;

export interface SchedulerOptions {
  /**
   * Draws the current state. Returns `busy` if the terminal has not taken the last frame, and calls `onDrain` once it has.
   */
  readonly draw: (onDrain: () => void) => 'drawn' | 'busy';
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Calls `callback` after this many milliseconds. Returns a function that cancels it. */
  readonly wait: (milliseconds: number, callback: () => void) => () => void;
}

export class FrameScheduler {
  readonly #options: SchedulerOptions;
  #lastFrame = Number.NEGATIVE_INFINITY;
  #cancelWait: (() => void) | null = null;
  /** Whether the terminal is busy. A frame is then drawn once it has drained. */
  #isDraining = false;
  #stopped = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Requests a frame because something changed. */
  request(): void {
    if (this.#stopped || this.#isDraining || this.#cancelWait !== null) return;
    const due = this.#lastFrame + FRAME_MS - this.#options.now();
    if (due <= 0) this.#draw();
    else {
      this.#cancelWait = this.#options.wait(due, () => {
        this.#cancelWait = null;
        this.#draw();
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  #draw(): void {
    this.#lastFrame = this.#options.now();
    const onDrain = () => {
      this.#isDraining = false;
      this.request();
    };
    this.#isDraining = true;
    if (this.#options.draw(onDrain) === 'drawn') this.#isDraining = false;
  }
}
