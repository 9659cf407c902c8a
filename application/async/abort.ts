// What happens when a signal aborts.

/** Calls `listener` once when `signal` aborts, at once when it has. Returns how to stop waiting for that. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => {};
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** The value; rejects with what `aborted` gives as soon as `signal` aborts. */
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

/** The items until there are no more or `signal` aborts, whatever is waited for then. What fails after that is dropped. */
export async function* untilAborted<T>(items: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  let stop: () => void = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = onAbort(signal, () => resolve(undefined));
  });
  try {
    while (!signal.aborted) {
      const next = await Promise.race([items.next(), aborted]);
      if (!next || next.done) return;
      yield next.value;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop();
    // Not waited for: it may be stuck in a request that has to run into its time limit first.
    items.return(undefined).catch(() => undefined);
  }
}
