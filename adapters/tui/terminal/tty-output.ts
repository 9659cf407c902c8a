// Writes to the terminal without ever waiting for it, until the program leaves.
import { writeSync } from 'node:fs';

/** When a terminal that took not all is tried again: soon while it reads, seldom when it does not. */
const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 16;
/** On leaving, a terminal that reads nothing is not waited for any longer. */
const LEAVING_MS = 500;
const NOTHING = Buffer.alloc(0);

export interface TtyOutputOptions {
  readonly fd: number;
  readonly setBlocking: (blocking: boolean) => void;
  /** The terminal cannot be written to any more. */
  readonly onGone: () => void;
}

/**
 * A write to a terminal waits in Node, and with it all timers and the whole program, as long as the terminal does not read.
 * Here the kernel takes what it can and the rest is kept. Not as a stream's buffer: on leaving, what was not shown must
 * not come after what gives the screen back.
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

  /** Called once, when everything has been taken. */
  whenDrained(onDrain: () => void): void {
    this.#onDrain = onDrain;
  }

  open(): void {
    this.#options.setBlocking(false);
  }

  /** Drops what was not taken, writes these last bytes, waiting for the terminal a while, and is as before `open`. */
  close(lastBytes: string): void {
    clearTimeout(this.#timer);
    this.#onDrain = undefined;
    // What was dropped may have been cut within a sequence: this ends one and is nothing by itself.
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

  /** Whether the terminal has taken everything. */
  #take(): boolean {
    while (this.#rest.length > 0 && !this.#gone) {
      try {
        this.#rest = this.#rest.subarray(writeSync(this.#options.fd, this.#rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
        // Whatever else it is (EIO, EPIPE, EBADF), nothing can be shown there any more.
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
