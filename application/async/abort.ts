// Helpers that react to the abort of a signal.

/** Calls `listener` once when `signal` aborts, immediately if it has. Returns a function that removes the listener. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => {};
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/**
 * Returns the promise's value. Rejects with the result of `aborted` as soon as `signal` aborts. `signal` may live long;
 * `promise` must not be waited for again and again, because a promise keeps everyone who ever waited for it.
 */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  promise: Promise<Value>,
  aborted: () => Error,
): Promise<Value> {
  let stop: () => void = () => {};
  const abort = new Promise<never>((_, reject) => {
    stop = onAbort(signal, () => reject(aborted()));
  });
  try {
    return await Promise.race([promise, abort]);
  } finally {
    stop();
  }
}

/** Yields the items until they end or `signal` aborts, without waiting for a pending item. Ignores errors after the abort. */
export async function* untilAborted<T>(items: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  let wake: () => void = () => {};
  const stop = onAbort(signal, () => wake());
  try {
    while (!signal.aborted) {
      // A race with one promise for the abort would keep every item in that promise until the end.
      const next = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        wake = () => resolve(undefined);
        items.next().then(resolve, reject);
      });
      if (!next || next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop();
    // Do not wait for this: the generator may be stuck in a request until its time limit.
    items.return(undefined).catch(() => undefined);
  }
}
