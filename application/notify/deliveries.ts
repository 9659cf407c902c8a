// Delivers notifications beside the loop, one at a time and in order. A failure is a warning and nothing else.
import { within } from '../async/time-limit.ts';
import type { Logger } from '../ports/logger.port.ts';
import type { Notifier } from '../ports/notifier.port.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { plainLine } from '../wording/plain-text.ts';
import type { Notification } from './notification.ts';

/** Chats cut longer texts, or refuse them. */
const TEXT_LENGTH = 1_000;

export interface DeliveriesOptions {
  readonly notifier: Notifier;
  readonly secrets: KnownSecrets;
  readonly logger: Logger;
  /** Shows one line to the user. Called once for each kind of failure. */
  readonly warn: (message: string) => void;
}

export class Deliveries {
  readonly #giveUp = new AbortController();
  readonly #warned = new Set<string>();
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(private readonly options: DeliveriesOptions) {}

  /** Queues a notification. Returns immediately and never throws. */
  add(notification: Notification): void {
    const json = this.#json(notification);
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      await this.#deliver(json, notification.event);
      this.#waiting -= 1;
    });
  }

  /** Waits up to `ms` milliseconds until everything is delivered, then gives up the rest. Never throws. */
  async close(ms: number): Promise<void> {
    if ((await within(ms, this.#last)) !== 'late') return;
    const count = this.#waiting;
    this.#giveUp.abort();
    await this.#last;
    this.#warn(
      'late',
      `${count === 1 ? 'a notification was' : `${count} notifications were`} not delivered in time`,
    );
  }

  async #deliver(json: string, event: string): Promise<void> {
    const { notifier, logger } = this.options;
    const { signal } = this.#giveUp;
    if (signal.aborted) return;
    const result = await notifier.deliver(json, signal);
    if (result.ok) logger.info('notification delivered', { event });
    else if (!signal.aborted) this.#warn(result.kind, `a notification was not delivered: ${result.problem}`);
  }

  #warn(kind: string, message: string): void {
    const { warn, logger, secrets } = this.options;
    const line = plainLine(secrets.hide(message), TEXT_LENGTH);
    logger.warn(line);
    if (this.#warned.has(kind)) return;
    this.#warned.add(kind);
    warn(line);
  }

  /** Returns the JSON as plain text without secrets. */
  #json(notification: Notification): string {
    const clean = (value: unknown): unknown =>
      typeof value === 'string' ? plainLine(value, TEXT_LENGTH) : value;
    return JSON.stringify(this.options.secrets.hideIn(notification), (_, value: unknown) => clean(value));
  }
}
