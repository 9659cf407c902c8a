// Sends what the agent streams to watchers in the same process.
import { onAbort } from '../../application/async/abort.ts';
import { AsyncQueue } from '../../application/async/async-queue.ts';
import type { LiveFeed, LiveItem } from '../../application/ports/live-feed.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

export class MemoryLiveFeed implements LiveFeed {
  readonly #watchers = new Map<SessionName, Set<AsyncQueue<LiveItem>>>();

  publish(session: SessionName, item: LiveItem): void {
    for (const watcher of this.#watchers.get(session) ?? []) watcher.push(item);
  }

  /** Yields items published from the call on. Buffers them until the watcher takes them or `signal` aborts. */
  watch(session: SessionName, signal: AbortSignal): AsyncGenerator<LiveItem> {
    const queue = new AsyncQueue<LiveItem>();
    const watchers = this.#watchers.get(session) ?? new Set();
    this.#watchers.set(session, watchers.add(queue));
    const unhook = onAbort(signal, () => {
      watchers.delete(queue);
      queue.close();
    });
    return take(queue, signal, () => {
      unhook();
      watchers.delete(queue);
    });
  }
}

async function* take(
  queue: AsyncQueue<LiveItem>,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<LiveItem> {
  try {
    for await (const item of queue.take()) {
      if (signal.aborted) return;
      yield item;
    }
  } finally {
    leave();
  }
}
