// A store that opens on first use, so that a command that does not need it starts no server and loads no client.
import { onAbort } from '../../application/async/abort.ts';
import type { EventStore, SessionDirectory } from '../../application/ports/event-store.port.ts';
import type { LeaseStore } from '../../application/ports/lease.port.ts';
import type { LiveFeed } from '../../application/ports/live-feed.port.ts';
import type { StoreWaits } from '../../application/ports/store-waits.port.ts';
import { COMMAND_PATIENCE, Outage } from '../../application/waiting/outage.ts';
import { openEmbeddedServer } from './embedded/embedded-server.ts';
import type { Store, StoreOptions } from './open-store.ts';
import { hasStreamFiles } from './store-files.ts';

export class LazyStore implements Store {
  readonly events: EventStore;
  readonly sessions: SessionDirectory;
  readonly leases: LeaseStore;
  readonly live: LiveFeed;
  #opening: Promise<Store> | undefined;
  #opened: Store | undefined;
  #missing: Promise<void> | undefined;
  readonly #lost = new AbortController();
  readonly #outage: Outage;
  /** For the first attempt only. */
  #server: StoreOptions['server'];

  /** `onMissing` is called once, if a command finds no store yet. */
  constructor(
    private readonly options: StoreOptions,
    private readonly onMissing: () => Promise<void>,
  ) {
    this.#server = options.server;
    this.#outage = new Outage(options.patience ?? COMMAND_PATIENCE);
    const store = () => this.open();
    this.events = {
      append: async (...args) => (await store()).events.append(...args),
      read: (...args) =>
        this.#opened?.events.read(...args) ?? later(async () => (await store()).events.read(...args)),
      readBack: (...args) => later(async () => (await store()).events.readBack(...args)),
      subscribe: (...args) => later(async () => (await store()).events.subscribe(...args)),
    };
    this.sessions = {
      list: async () => ((await this.#isThere()) ? (await store()).sessions.list() : []),
      versions: async () => ((await this.#isThere()) ? (await store()).sessions.versions() : new Map()),
      delete: async (name) => (await store()).sessions.delete(name),
      rename: async (from, to) => (await store()).sessions.rename(from, to),
    };
    this.leases = {
      put: async (...args) => (await store()).leases.put(...args),
      find: async (...args) => ((await this.#isThere()) ? (await store()).leases.find(...args) : undefined),
      remove: async (...args) => (await store()).leases.remove(...args),
      workers: async (...args) =>
        (await this.#isThere()) ? (await store()).leases.workers(...args) : new Map(),
      runs: async () => ((await this.#isThere()) ? (await store()).leases.runs() : new Map()),
    };
    this.live = {
      // Before the store is open there are no watchers.
      publish: (session, item) => this.#opened?.live.publish(session, item),
      watch: (...args) => later(async () => (await store()).live.watch(...args)),
    };
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get port(): number {
    return this.#opened?.port ?? 0;
  }

  /** Tells when the store is waited for, also while it opens. */
  get waits(): StoreWaits {
    return this.#outage;
  }

  /** Opens the store unless it is open. Throws the errors of `openStore`; the next call tries again. */
  open(): Promise<Store> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    this.#outage.shorten(0);
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  async #open(): Promise<Store> {
    if (this.#isMissing()) await this.#reportMissing();
    const { natsUrl } = this.options;
    // The server starts while its client is loaded.
    const server = natsUrl === undefined ? (this.#server ?? openEmbeddedServer(this.options)) : undefined;
    this.#server = undefined;
    server?.catch(() => undefined);
    const { openStore } = await import('./open-store.ts');
    const opened = await openStore({ ...this.options, server }, this.#outage);
    this.#opened = opened;
    onAbort(opened.lost, () => this.#lost.abort(opened.lost.reason));
    return opened;
  }

  /** Returns whether there is a store. Listing sessions must not create one. */
  async #isThere(): Promise<boolean> {
    if (!this.#isMissing()) return true;
    await this.#reportMissing();
    return false;
  }

  #reportMissing(): Promise<void> {
    this.#missing ??= this.onMissing();
    return this.#missing;
  }

  #isMissing(): boolean {
    const { natsUrl, dataDir } = this.options;
    return !this.#opened && natsUrl === undefined && !hasStreamFiles(dataDir);
  }
}

async function* later<Item>(open: () => Promise<AsyncIterable<Item>>): AsyncGenerator<Item> {
  yield* await open();
}
