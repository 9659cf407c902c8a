// Passes what the agent streams on to watchers in the same process.
import type { LiveFeed, LiveItem } from '../../application/ports/live-feed.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';

interface Watcher {
  readonly items: LiveItem[];
  wake: () => void;
}

export class MemoryLiveFeed implements LiveFeed {
  readonly #watchers = new Map<SessionName, Set<Watcher>>();

  publish(session: SessionName, item: LiveItem): void {
    for (const watcher of this.#watchers.get(session) ?? []) {
      watcher.items.push(item);
      watcher.wake();
    }
  }

  /** Items published from the call on are kept for the watcher until it takes them or `signal` aborts. */
  watch(session: SessionName, signal: AbortSignal): AsyncGenerator<LiveItem> {
    const watcher: Watcher = { items: [], wake: () => {} };
    const watchers = this.#watchers.get(session) ?? new Set();
    const leave = () => {
      watchers.delete(watcher);
      watcher.wake();
    };
    if (!signal.aborted) {
      this.#watchers.set(session, watchers.add(watcher));
      signal.addEventListener('abort', leave, { once: true });
    }
    return take(watcher, signal, () => {
      signal.removeEventListener('abort', leave);
      leave();
    });
  }
}

async function* take(watcher: Watcher, signal: AbortSignal, leave: () => void): AsyncGenerator<LiveItem> {
  try {
    while (!signal.aborted) {
      const item = watcher.items.shift();
      if (item) yield item;
      else await new Promise<void>((resolve) => (watcher.wake = resolve));
    }
  } finally {
    leave();
  }
}
