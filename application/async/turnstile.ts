// Lets one task run at a time, in the order in which they came.

export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the task when all earlier ones have ended. Returns what it returns; a failure does not keep the next one out. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
