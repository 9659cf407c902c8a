// Sends what the agent streams to watchers in any process, over a plain NATS subject that stores nothing.
import { onAbort, untilAborted } from '../../application/async/abort.ts';
import { AsyncQueue } from '../../application/async/async-queue.ts';
import { parseLiveItem } from '../../application/codec/live-item.ts';
import type { LiveFeed, LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { encodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Connections } from './connections.ts';
import { forbidden, isForbidden } from './forbidden.ts';

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
   * misses the items in between, however long it takes. Throws an `AdapterError` when waiting does not help.
   */
  watch(session: SessionName, signal: AbortSignal): AsyncGenerator<LiveItem> {
    const left = new AbortController();
    const unlink = onAbort(signal, () => left.abort());
    const first = this.#subscribe(session, left.signal);
    const leave = (): void => {
      unlink();
      left.abort();
    };
    return untilAborted(this.#items(session, left.signal, leave, first), signal);
  }

  async *#items(
    session: SessionName,
    signal: AbortSignal,
    leave: () => void,
    first: AsyncQueue<string> | undefined,
  ): AsyncGenerator<LiveItem> {
    try {
      for (let queue = first; !signal.aborted; queue = undefined) {
        await this.#connections.get({ forever: signal });
        queue ??= this.#subscribe(session, signal);
        for await (const text of queue?.take() ?? []) {
          const item = this.#parse(session, text);
          if (item) yield item;
        }
      }
    } finally {
      leave();
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
        if (isForbidden(error)) queue.close(forbidden(error, `could not watch session "${session}": `));
        else if (error) this.#logger.warn('could not receive a live item', { session, error });
        else queue.push(message.string());
      },
    });
    const unhook = onAbort(signal, () => {
      queue.close();
      if (!nats.isClosed()) subscription.unsubscribe();
    });
    void nats.closed().then(() => {
      unhook();
      queue.close();
    });
    return queue;
  }

  #parse(session: SessionName, text: string): LiveItem | undefined {
    const item = parseLiveItem(text);
    if (!item) this.#logger.warn('ignored a live item that is not valid', { session });
    return item;
  }
}

function subjectOf(session: SessionName): string {
  return `iteratr.${encodedName(session)}.live`;
}
