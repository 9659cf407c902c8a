// Decides when a frame is drawn: as soon as something changes, but never more often than people can see.

/** At least 30 frames a second, also when timers are a little late. */
export const FRAME_MS = 30;

export interface SchedulerOptions {
  /** Draws the present state. `busy`: the terminal has not taken the last frame; `onDrain` is called once it has. */
  readonly draw: (onDrain: () => void) => 'drawn' | 'busy';
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Calls back after this many milliseconds; returns a function that cancels it. */
  readonly wait: (milliseconds: number, callback: () => void) => () => void;
}

export class FrameScheduler {
  readonly #options: SchedulerOptions;
  #lastFrame = Number.NEGATIVE_INFINITY;
  #callOff: (() => void) | null = null;
  /** Something changed while the terminal was busy, or nothing of the change was shown yet. */
  #isDraining = false;
  #stopped = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Something changed. */
  request(): void {
    if (this.#stopped || this.#isDraining || this.#callOff !== null) return;
    const due = this.#lastFrame + FRAME_MS - this.#options.now();
    if (due <= 0) this.#draw();
    else {
      this.#callOff = this.#options.wait(due, () => {
        this.#callOff = null;
        this.#draw();
      });
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
    this.#callOff = null;
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
