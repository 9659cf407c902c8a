// Sends what the agent streams to watchers in any process, over a plain NATS subject that stores nothing.
import { onAbort, untilAborted } from '../../application/async/abort.ts';
import { AsyncQueue } from '../../application/async/async-queue.ts';
import type { LiveFeed, LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Connections } from './connections.ts';

export interface NatsLiveFeedOptions {
  readonly connections: Connections;
  readonly logger: Logger;
}

export class NatsLiveFeed implements LiveFeed {
  readonly #connections: Connections;
  readonly #logger: Logger;

  constructor({ connections, logger }: NatsLiveFeedOptions) {
    this.#connections = connections;
    this.#logger = logger;
  }

  /** Sends the item to all watchers. Drops and logs an item that cannot be sent now or is too large for the server. */
  publish(session: SessionName, item: LiveItem): void {
    const nats = this.#connections.current?.nats;
    if (!nats) {
      this.#logger.debug('dropped a live item: there is no connection', { session });
      return;
    }
    try {
      nats.publish(subjectOf(session), JSON.stringify(item));
    } catch (error) {
      this.#logger.warn('dropped a live item', { session, type: item.event.type, error });
    }
  }

  /**
   * Yields items from the call on, or from when there is a connection. After a lost connection it continues on a new one, and
   * misses the items in between. Throws an `AdapterError` when no new connection can be opened.
   */
  watch(session: SessionName, signal: AbortSignal): AsyncGenerator<LiveItem> {
    const left = new AbortController();
    const stop = AbortSignal.any([signal, left.signal]);
    return untilAborted(this.#items(session, stop, left, this.#subscribe(session, stop)), signal);
  }

  async *#items(
    session: SessionName,
    signal: AbortSignal,
    left: AbortController,
    first: AsyncQueue<string> | undefined,
  ): AsyncGenerator<LiveItem> {
    try {
      for (let queue = first; !signal.aborted; queue = undefined) {
        await this.#connections.get();
        queue ??= this.#subscribe(session, signal);
        for await (const text of queue?.take() ?? []) {
          const item = this.#parse(session, text);
          if (item) yield item;
        }
      }
    } finally {
      left.abort();
    }
  }

  /** Returns a queue of received items, which closes when `signal` aborts or the connection is closed for good. */
  #subscribe(session: SessionName, signal: AbortSignal): AsyncQueue<string> | undefined {
    const connection = this.#connections.current;
    if (!connection || signal.aborted) return undefined;
    const { nats } = connection;
    const queue = new AsyncQueue<string>();
    const subscription = nats.subscribe(subjectOf(session), {
      callback: (error, message) => {
        if (error) this.#logger.warn('could not receive a live item', { session, error });
        else queue.push(message.string());
      },
    });
    void nats.closed().then(() => queue.close());
    const stop = () => {
      queue.close();
      if (!nats.isClosed()) subscription.unsubscribe();
    };
    onAbort(signal, stop);
    return queue;
  }

  #parse(session: SessionName, text: string): LiveItem | undefined {
    try {
      return JSON.parse(text) as LiveItem;
    } catch (error) {
      this.#logger.warn('ignored a live item that is not JSON', { session, error });
      return undefined;
    }
  }
}

function subjectOf(session: SessionName): string {
  return `iteratr.${encodedName(session)}.live`;
}
