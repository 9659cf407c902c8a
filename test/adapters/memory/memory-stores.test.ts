// The in-memory adapters keep the contracts of their ports.
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemoryLiveFeed } from '../../../adapters/memory/memory-live-feed.ts';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import { eventStoreContract } from '../../contracts/event-store.contract.ts';
import { liveFeedContract } from '../../contracts/live-feed.contract.ts';
import { snapshotStoreContract } from '../../contracts/snapshot-store.contract.ts';

eventStoreContract(async () => ({ store: new MemoryEventStore(), close: async () => {} }));

liveFeedContract(async () => {
  const feed = new MemoryLiveFeed();
  return { publisher: feed, watcher: feed, settle: async () => {}, close: async () => {} };
});

snapshotStoreContract(async () => new MemorySnapshotStore());
