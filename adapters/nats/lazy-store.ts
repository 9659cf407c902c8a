// A store that opens when it is first used: a command that turns out not to need it starts no server and loads no client.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore, SessionDirectory } from '../../application/ports/event-store.port.ts';
import type { LiveFeed } from '../../application/ports/live-feed.port.ts';
import type { Store, StoreOptions } from './open-store.ts';

export class LazyStore implements Store {
  readonly events: EventStore;
  readonly sessions: SessionDirectory;
  readonly live: LiveFeed;
  #opening: Promise<Store> | undefined;
  #opened: Store | undefined;

  constructor(private readonly options: StoreOptions) {
    const store = () => this.open();
    this.events = {
      append: async (...args) => (await store()).events.append(...args),
      read: (...args) =>
        this.#opened?.events.read(...args) ?? later(async () => (await store()).events.read(...args)),
      readBack: (...args) => later(async () => (await store()).events.readBack(...args)),
      subscribe: (...args) => later(async () => (await store()).events.subscribe(...args)),
    };
    this.sessions = {
      list: async () => (this.#isMissing() ? [] : (await store()).sessions.list()),
      versions: async () => (this.#isMissing() ? new Map() : (await store()).sessions.versions()),
      delete: async (name) => (await store()).sessions.delete(name),
      rename: async (from, to) => (await store()).sessions.rename(from, to),
    };
    this.live = {
      // Nobody can watch a feed before the store is open.
      publish: (session, item) => this.#opened?.live.publish(session, item),
      watch: (...args) => later(async () => (await store()).live.watch(...args)),
    };
  }

  get port(): number {
    return this.#opened?.port ?? 0;
  }

  /** Opens the store unless it is open. Throws what `openStore` throws; the next call tries again. */
  open(): Promise<Store> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  async #open(): Promise<Store> {
    const { openStore } = await import('./open-store.ts');
    this.#opened = await openStore(this.options);
    return this.#opened;
  }

  /** Listing sessions is no reason to create a store. */
  #isMissing(): boolean {
    const { natsUrl, dataDir } = this.options;
    return !this.#opening && natsUrl === undefined && !existsSync(join(dataDir, 'jetstream'));
  }
}

async function* later<Item>(open: () => Promise<AsyncIterable<Item>>): AsyncGenerator<Item> {
  yield* await open();
}
