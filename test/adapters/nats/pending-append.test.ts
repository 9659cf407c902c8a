// Specifies an append whose first attempt a cluster has not decided on: it is no conflict with itself.
import { NatsError } from 'nats';
import { expect, it, onTestFinished } from 'vitest';
import { type Connection, openConnection } from '../../../adapters/nats/connection.ts';
import { Connections } from '../../../adapters/nats/connections.ts';
import { JetStreamEventStore } from '../../../adapters/nats/jetstream-event-store.ts';
import { StreamAccess } from '../../../adapters/nats/stream-access.ts';
import { Outage } from '../../../application/waiting/outage.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, noteEvent } from '../../contracts/event-store.contract.ts';
import { externalServer } from '../../support/nats-external-server.ts';
import { impatientOptions } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const alpha = sessionName('alpha');
const PENDING = 10_164;

/** A store on a server that answers the first `times` appends as a cluster does that has not decided on an earlier one. */
async function undecided(times: number, outage: Outage): Promise<JetStreamEventStore> {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  let left = times;
  const open = async (): Promise<Connection> => {
    const connection = await openConnection({ url: server.url, reconnect: false }, rememberingLogger());
    const { jetstream } = connection;
    const publish: typeof jetstream.publish = (...args) => {
      if (left-- <= 0) return jetstream.publish(...args);
      const error = new NatsError('wrong last sequence', '400');
      error.api_error = { code: 400, err_code: PENDING, description: 'wrong last sequence' };
      return Promise.reject(error);
    };
    return { ...connection, jetstream: Object.assign(Object.create(jetstream), { publish }) };
  };
  const connections = new Connections(open, { ...impatientOptions(), outage });
  onTestFinished(() => connections.close());
  return new JetStreamEventStore(new StreamAccess({ connections, replicas: 1, duplicateWindowMs: 1_000 }));
}

it('waits until the cluster has decided, and is stored once', async () => {
  const store = await undecided(4, new Outage({ away: 60_000, full: 0, remote: 0 }));
  const version = await store.append(alpha, [noteEvent()], 0);
  expect((await collect(store.read(alpha, 0))).map((batch) => batch.version)).toEqual([version]);
});

it('may have been stored when the time is over before', async () => {
  const store = await undecided(Number.POSITIVE_INFINITY, new Outage({ away: 500, full: 0, remote: 0 }));
  await expect(store.append(alpha, [noteEvent()], 0)).rejects.toMatchObject({
    code: 'STORE.UNREACHABLE',
    message: expect.stringContaining('may have been stored'),
  });
});
