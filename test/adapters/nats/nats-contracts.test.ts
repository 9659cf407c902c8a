// The JetStream adapters keep the contracts of their ports, on a real server.
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore, type Store } from '../../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, eventStoreContract } from '../../contracts/event-store.contract.ts';
import { liveFeedContract } from '../../contracts/live-feed.contract.ts';
import { externalCluster } from '../../support/nats-external-server.ts';
import { dataDirWithRemoval } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

eventStoreContract(async () => {
  const { directory, remove } = dataDirWithRemoval();
  const opened = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir: directory,
    logger: rememberingLogger(),
  });
  return { store: asOne(opened), close: () => opened.close().finally(remove) };
});

describe('on a cluster of three that keeps three copies', () => {
  let cluster: Awaited<ReturnType<typeof externalCluster>>;
  beforeAll(async () => {
    cluster = await externalCluster();
  });
  afterAll(() => cluster.remove());

  eventStoreContract(async () => {
    const { directory, remove } = dataDirWithRemoval();
    const options = { natsUrl: cluster.url, replicas: 3, logger: rememberingLogger() };
    const opened = await openStore({ processes: UNRECORDED_PROCESSES, dataDir: directory, ...options });
    for (const name of await opened.sessions.list()) await opened.sessions.delete(name);
    return { store: asOne(opened), close: () => opened.close().finally(remove) };
  });
});

function asOne({ events, sessions }: Store) {
  return {
    append: events.append.bind(events),
    read: events.read.bind(events),
    readBack: events.readBack.bind(events),
    subscribe: events.subscribe.bind(events),
    list: sessions.list.bind(sessions),
    versions: sessions.versions.bind(sessions),
    delete: sessions.delete.bind(sessions),
    rename: sessions.rename.bind(sessions),
  };
}

liveFeedContract(async () => {
  const { directory, remove } = dataDirWithRemoval();
  const [one, two] = await Promise.all(
    [1, 2].map(() =>
      openStore({ processes: UNRECORDED_PROCESSES, dataDir: directory, logger: rememberingLogger() }),
    ),
  );
  // Answers come after everything that was sent before on the same connection.
  const settle = async () => {
    for (const store of [one, two] as Store[]) await collect(store.events.read(sessionName('settle'), 0));
  };
  return {
    publisher: (one as Store).live,
    watcher: (two as Store).live,
    settle,
    close: async () => {
      await Promise.all([one?.close(), two?.close()]);
      await remove();
    },
  };
});
