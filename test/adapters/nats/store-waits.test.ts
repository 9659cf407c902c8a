// Specifies how requests wait for an external server that cannot answer: for how long, who is told, and that nothing is doubled.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import type { StoreWait } from '../../../application/ports/store-waits.port.ts';
import { Outage } from '../../../application/waiting/outage.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, noteEvent } from '../../contracts/event-store.contract.ts';
import { type ExternalServer, externalCluster, externalServer } from '../../support/nats-external-server.ts';
import { temporaryDataDir, until } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';
import { waitFor } from '../../support/wait-for.ts';

const alpha = sessionName('alpha');
const LONG_MS = 60_000;
const SHORT_MS = 1_500;

interface Waiting {
  readonly outage: Outage;
  readonly told: StoreWait[];
  open(): Promise<Store>;
}

function waiting(natsUrl: string, awayMs: number, replicas = 1): Waiting {
  const outage = new Outage({ away: awayMs, full: 0, remote: 0 });
  const told: StoreWait[] = [];
  outage.onChange((wait) => told.push(wait));
  const options = { dataDir: temporaryDataDir(), natsUrl, replicas, logger: rememberingLogger() };
  const open = async (): Promise<Store> => {
    const store = await openStore({ processes: UNRECORDED_PROCESSES, ...options }, outage);
    onTestFinished(() => store.close());
    return store;
  };
  return { outage, told, open };
}

async function server(): Promise<ExternalServer> {
  const started = await externalServer();
  onTestFinished(() => started.remove());
  return started;
}

const kinds = (told: readonly StoreWait[]): string[] => told.map(({ type }) => type);

describe('a server that is away', () => {
  it('is waited for when the store opens, and told once', async () => {
    const external = await server();
    await external.stop();
    const { told, open } = waiting(external.url, LONG_MS);
    const opening = open();
    await until(() => told.length > 0, 'the wait is told');
    await external.start();
    const { events } = await opening;
    expect(await events.append(alpha, [noteEvent()], 0)).toBeGreaterThan(0);
    expect(kinds(told)).toEqual(['store-waiting', 'store-back']);
    expect(told[0]).toMatchObject({ cause: 'away', problem: expect.stringContaining(external.url) });
  });

  it('is given up when the time is over, and a later request does not wait again', async () => {
    const external = await server();
    const { told, open } = waiting(external.url, SHORT_MS);
    const { events } = await open();
    await external.stop();
    const lost = { code: 'STORE.UNREACHABLE', message: expect.stringContaining('was not stored') };
    await until(() => told.length === 0, 'nothing is told yet');
    // The first append may reach the client before it knows of the loss.
    await expect(events.append(alpha, [noteEvent()], 0)).rejects.toMatchObject({ code: 'STORE.UNREACHABLE' });
    await expect(events.append(alpha, [noteEvent()], 0)).rejects.toMatchObject(lost);
    expect(kinds(told)).toEqual(['store-waiting', 'store-given-up']);
    await external.start();
    await until(
      async () =>
        events.append(alpha, [noteEvent()], 0).then(
          () => true,
          () => false,
        ),
      'it is back',
    );
    expect(kinds(told)).toEqual(['store-waiting', 'store-given-up', 'store-back']);
  });

  it('ends a brief request when its own time is over', async () => {
    const external = await server();
    const { open } = waiting(external.url, LONG_MS);
    const { events } = await open();
    await external.stop();
    const brief = AbortSignal.timeout(SHORT_MS);
    await expect(events.append(alpha, [noteEvent()], 0, brief)).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
      retryable: true,
    });
  });

  it.each([
    ['accepts connections and says nothing', (socket: Socket) => void socket.on('error', () => undefined)],
    ['ends each connection', (socket: Socket) => void socket.destroy()],
  ])('counts as away when it %s', async (_, onSocket) => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      onSocket(socket);
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as AddressInfo;
    const { told, open } = waiting(`nats://127.0.0.1:${port}`, SHORT_MS);
    await expect(open()).rejects.toMatchObject({ code: 'STORE.UNREACHABLE' });
    expect(kinds(told)).toEqual(['store-waiting', 'store-given-up']);
  });
});

describe('a server that hangs', () => {
  it('stores what was sent to it once, and the acknowledgement is for that', async () => {
    const external = await server();
    const { told, open } = waiting(external.url, LONG_MS);
    const { events } = await open();
    const first = await events.append(alpha, [noteEvent()], 0);
    await external.suspend();
    const event = noteEvent(alpha, 'while it hangs');
    const append = events.append(alpha, [event], first);
    await waitFor('the wait is told', () => told.length > 0, LONG_MS);
    external.resume();
    const version = await append;
    const stored = await collect(events.read(alpha, 0));
    expect(stored.map((batch) => batch.version)).toEqual([first, version]);
    expect(stored[1]?.events).toEqual([event]);
  });

  it('may have stored what was sent to it, and the error says so', async () => {
    const external = await server();
    const { open } = waiting(external.url, SHORT_MS);
    const { events } = await open();
    const first = await events.append(alpha, [noteEvent()], 0);
    await external.suspend();
    await expect(events.append(alpha, [noteEvent()], first, AbortSignal.timeout(500))).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
      message: expect.stringContaining('may have been stored'),
    });
    external.resume();
  });
});

describe('a cluster without a leader', () => {
  it('is waited for; appends are stored once, and a subscriber gets each once', async () => {
    const cluster = await externalCluster();
    onTestFinished(() => cluster.remove());
    const { told, open } = waiting(cluster.url, LONG_MS, 3);
    const { events } = await open();
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const batch of events.subscribe(alpha, 0, stop.signal)) seen.push(batch.version);
    })();
    // Awaited below; a try that ends before leaves no unhandled rejection to the next one.
    following.catch(() => undefined);
    const versions = [await events.append(alpha, [noteEvent()], 0)];
    const away = cluster.servers.slice(1);
    // In order: servers that are killed may lose what they have just acknowledged.
    await Promise.all(away.map((node) => node.stop('SIGTERM')));
    const append = events.append(alpha, [noteEvent()], versions[0] as number);
    append.catch(() => undefined);
    await waitFor('the wait is told', () => told.length > 0, LONG_MS);
    await Promise.all(away.map((node) => node.start()));
    versions.push(await append);
    versions.push(await events.append(alpha, [noteEvent()], versions[1] as number));
    await waitFor('the subscriber has all', () => seen.length >= 3, LONG_MS);
    stop.abort();
    await following;
    expect(seen).toEqual(versions);
    expect((await collect(events.read(alpha, 0))).map((batch) => batch.version)).toEqual(versions);
    expect(new Set(kinds(told))).toEqual(new Set(['store-waiting', 'store-back']));
  }, 180_000);
});
