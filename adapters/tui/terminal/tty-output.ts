// Writes to the terminal without blocking. Only the last write at exit waits, and only briefly.
import { writeSync } from 'node:fs';

/** The retry interval while the terminal has not taken everything: short while it reads, longer while it does not. */
const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 16;
/** The maximum time to wait at exit for a terminal that does not read. */
const LEAVING_MS = 500;
const NOTHING = Buffer.alloc(0);

export interface TtyOutputOptions {
  readonly fd: number;
  readonly setBlocking: (blocking: boolean) => void;
  /** Called when the terminal can no longer be written to. */
  readonly onGone: () => void;
}

/**
 * Writes as much as the kernel accepts and keeps the rest. A normal write to a terminal blocks in Node, and with it all
 * timers and the whole program, while the terminal does not read. The rest is not kept in a stream's buffer, because at exit
 * it must not be written after the bytes that restore the screen.
 */
export class TtyOutput {
  readonly #options: TtyOutputOptions;
  #rest: Buffer = NOTHING;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #onDrain: (() => void) | undefined;
  #gone = false;

  constructor(options: TtyOutputOptions) {
    this.#options = options;
  }

  get isDraining(): boolean {
    return this.#rest.length > 0;
  }

  /** Sends these bytes after all earlier ones. */
  send(bytes: string): void {
    const added = Buffer.from(bytes);
    this.#rest = this.#rest.length === 0 ? added : Buffer.concat([this.#rest, added]);
    this.#flush();
  }

  /** Calls `onDrain` once, when the terminal has taken everything. */
  whenDrained(onDrain: () => void): void {
    this.#onDrain = onDrain;
  }

  open(): void {
    this.#options.setBlocking(false);
  }

  /**
   * Drops the rest, writes these last bytes, waiting briefly for the terminal, and restores the state from before `open`.
   */
  close(lastBytes: string): void {
    clearTimeout(this.#timer);
    this.#onDrain = undefined;
    // The rest may have been cut inside a sequence. ST ends one and does nothing otherwise.
    this.#rest = Buffer.from(`\x1b\\${lastBytes}`);
    const deadline = Date.now() + LEAVING_MS;
    while (!this.#gone && !this.#take() && Date.now() < deadline) sleep(FIRST_RETRY_MS);
    this.#rest = NOTHING;
    if (!this.#gone) this.#options.setBlocking(true);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const before = this.#rest.length;
    if (this.#take()) {
      const onDrain = this.#onDrain;
      this.#onDrain = undefined;
      onDrain?.();
    } else if (!this.#gone) {
      const hasRead = this.#rest.length < before;
      this.#retryMs = hasRead ? FIRST_RETRY_MS : Math.min(2 * this.#retryMs, LAST_RETRY_MS);
      this.#timer = setTimeout(() => this.#flush(), this.#retryMs);
      this.#timer.unref();
    }
  }

  /** Writes what it can. Returns whether the terminal has taken everything. */
  #take(): boolean {
    while (this.#rest.length > 0 && !this.#gone) {
      try {
        this.#rest = this.#rest.subarray(writeSync(this.#options.fd, this.#rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
        // After any other error (EIO, EPIPE, EBADF), nothing can be written any more.
        this.#gone = true;
        this.#options.onGone();
      }
    }
    return !this.#gone;
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
