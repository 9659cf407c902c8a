// Ends an iteration the moment its signal aborts, whatever it waits for.

/** The items until there are no more or `signal` aborts. What fails after that concerns nobody any more. */
export async function* untilAborted<T>(items: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  const done = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true, signal: done.signal });
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
    done.abort();
    // Not waited for: it may be stuck in a request that has to run into its time limit first.
    items.return(undefined).catch(() => undefined);
  }
}
