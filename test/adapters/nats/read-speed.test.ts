// A long history is read whole and in order.
import { connect } from 'nats';
import { expect, it, onTestFinished } from 'vitest';
import { encodeBatch } from '../../../adapters/nats/batch-codec.ts';
import { openStore } from '../../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { noteEvent } from '../../contracts/event-store.contract.ts';
import { externalServer } from '../../support/nats-external-server.ts';
import { temporaryDataDir } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const BATCHES = 20_000;
const EVENTS_EACH = 5;
const AT_ONCE = 1_000;

it('reads 100,000 events', { timeout: 60_000 }, async () => {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  const store = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir: temporaryDataDir(),
    natsUrl: server.url,
    logger: rememberingLogger(),
  });
  onTestFinished(() => store.close());
  const session = sessionName('long');
  const events = Array.from({ length: EVENTS_EACH }, () => noteEvent(session, 'something that was learned'));
  let version = await store.events.append(session, events, 0);
  const first = version;

  // Not waiting for each acknowledgement is what makes filling quick; nobody else writes here.
  const nats = await connect({ servers: server.url });
  onTestFinished(() => nats.close());
  while (version < first + BATCHES - 1) {
    const count = Math.min(AT_ONCE, first + BATCHES - 1 - version);
    const publish = (_: unknown, i: number) =>
      nats.jetstream().publish(`iteratr.${session}.events`, encodeBatch(version + i, events));
    const acks = await Promise.all(Array.from({ length: count }, publish));
    version = acks.at(-1)?.seq ?? 0;
  }

  let read = 0;
  let last = 0;
  for await (const batch of store.events.read(session, 0)) {
    expect(batch.version > last).toBe(true);
    last = batch.version;
    read += batch.events.length;
  }
  expect(read).toBe(BATCHES * EVENTS_EACH);
  expect(last).toBe(version);
});
