// A queue between callbacks and a `for await` loop: values wait, in order, until they are taken.

export class AsyncQueue<T> {
  #values: T[] = [];
  #next = 0;
  #closed: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};

  /** `merge` combines the last waiting value and a new one into one value, or returns null to keep both. */
  constructor(private readonly merge: (last: T, next: T) => T | null = () => null) {}

  /** Number of waiting values. */
  get size(): number {
    return this.#values.length - this.#next;
  }

  /** Adds a value, or drops it after `close`. */
  push(value: T): void {
    if (this.#closed) return;
    const merged = this.size > 0 ? this.merge(this.#values.at(-1) as T, value) : null;
    if (merged === null) this.#values.push(value);
    else this.#values[this.#values.length - 1] = merged;
    this.#wake();
  }

  /** Closes the queue: `take` yields the waiting values, then ends or throws `error`. Later calls have no effect. */
  close(error?: unknown): void {
    this.#closed ??= error === undefined ? {} : { error };
    this.#wake();
  }

  /** Yields the values until the queue is closed. Supports only one consumer. */
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

  // Uses an index, because Array.shift copies a long array for every value.
  #shift(): T {
    const value = this.#values[this.#next++] as T;
    if (this.#next === this.#values.length || this.#next > 1000) {
      this.#values = this.#values.slice(this.#next);
      this.#next = 0;
    }
    return value;
  }
}
