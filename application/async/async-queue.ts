// Joins callbacks to `for await`: values wait, in order, until they are taken.

export class AsyncQueue<T> {
  #values: T[] = [];
  #next = 0;
  #closed: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};

  /** `merge` gives the last value that waits and a new one as one value, or null when both are to be kept. */
  constructor(private readonly merge: (last: T, next: T) => T | null = () => null) {}

  /** Values that wait. */
  get size(): number {
    return this.#values.length - this.#next;
  }

  /** Adds a value; after `close` it is dropped. */
  push(value: T): void {
    if (this.#closed) return;
    const merged = this.size > 0 ? this.merge(this.#values.at(-1) as T, value) : null;
    if (merged === null) this.#values.push(value);
    else this.#values[this.#values.length - 1] = merged;
    this.#wake();
  }

  /** Values that wait are still taken, then the iteration ends, or throws `error`. Only the first call counts. */
  close(error?: unknown): void {
    this.#closed ??= error === undefined ? {} : { error };
    this.#wake();
  }

  /** For one consumer. */
  async *take(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#next < this.#values.length) yield this.#shift();
      if (this.#closed && 'error' in this.#closed) throw this.#closed.error;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  // An index instead of Array.shift, which copies a long array at every value.
  #shift(): T {
    const value = this.#values[this.#next++] as T;
    if (this.#next === this.#values.length || this.#next > 1000) {
      this.#values = this.#values.slice(this.#next);
      this.#next = 0;
    }
    return value;
  }
}
