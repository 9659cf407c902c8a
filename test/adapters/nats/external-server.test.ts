// The store on a server that is not iteratr's own: refused, unreachable, unsuitable, gone and back.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'nats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { COMMAND_PATIENCE, type Patience } from '../../../application/waiting/outage.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { collect, noteEvent } from '../../contracts/event-store.contract.ts';
import { liveItem } from '../../contracts/live-feed.contract.ts';
import { natsAccounts } from '../../support/nats-accounts.ts';
import { type ExternalServer, externalServer } from '../../support/nats-external-server.ts';
import { temporaryDataDir, until } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';

const alpha = sessionName('alpha');

async function server(config?: Record<string, unknown>): Promise<ExternalServer> {
  const started = await externalServer(config);
  onTestFinished(() => started.remove());
  return started;
}

async function store(
  natsUrl: string,
  logger = rememberingLogger(),
  patience: Patience = COMMAND_PATIENCE,
): Promise<Store> {
  const opened = await openStore({
    patience,
    processes: UNRECORDED_PROCESSES,
    dataDir: temporaryDataDir(),
    natsUrl,
    logger,
  });
  onTestFinished(() => opened.close());
  return opened;
}

describe('an external server', () => {
  it('is shared by those who know its address, with no server of their own', async () => {
    const { url } = await server();
    const [one, two] = await Promise.all([store(url), store(url)]);
    const version = await one.events.append(alpha, [noteEvent()], 0);
    expect((await collect(two.events.read(alpha, 0))).map((batch) => batch.version)).toEqual([version]);
    expect(one.port).toBe(Number(new URL(url).port));
  });

  it.each([
    [{ token: 's3cret' }, 's3cret@', 'wr0ng@'],
    [{ user: 'ann', password: 'p@ss/word' }, 'ann:p%40ss%2Fword@', 'ann:wr0ng@'],
  ])(
    'takes credentials from the address and keeps them out of errors: %j',
    async (authorization, good, bad) => {
      const { url } = await server({ authorization });
      const withUser = (part: string) => url.replace('nats://', `nats://${part}`);
      await (await store(withUser(good))).events.append(alpha, [noteEvent()], 0);
      const error = await store(withUser(bad)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'STORE.UNREACHABLE' });
      expect((error as Error).message).toContain('refuses the credentials');
      expect((error as Error).message).not.toContain('wr0ng');
    },
  );

  it('that does not answer is named', async () => {
    const { url, stop } = await server();
    await stop();
    await expect(store(url, rememberingLogger(), { away: 0, full: 0, remote: 0 })).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
      message: expect.stringContaining(url),
      retryable: true,
    });
  });

  it('must have an address of the right form', async () => {
    for (const url of ['localhost:4222', 'http://localhost', 'nats://']) {
      await expect(store(url)).rejects.toMatchObject({ code: 'CONFIG' });
    }
  });

  it('without JetStream is refused with what to do', async () => {
    const { url } = await server({ jetstream: false });
    const { events } = await store(url);
    const message = expect.stringContaining('JetStream');
    await expect(events.append(alpha, [noteEvent()], 0)).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
      message,
    });
    await expect(collect(events.read(alpha, 0))).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
      message,
    });
  });

  it('with a stream that drops events is refused', async () => {
    const { url } = await server();
    const nats = await connect({ servers: url });
    onTestFinished(() => nats.close());
    const manager = await nats.jetstreamManager();
    // Subjects of others, so that an append finds no taker, and the stream of the right name comes to light.
    await manager.streams.add({ name: 'iteratr_events', subjects: ['other'], max_age: 60_000_000_000 });
    const { events } = await store(url);
    await expect(events.append(alpha, [noteEvent()], 0)).rejects.toMatchObject({
      code: 'STORE.WRITE',
      message: expect.stringMatching(/subjects.*max_age/),
    });
  });

  it('with a smaller limit for messages gives a clear error', async () => {
    const { url } = await server({ max_payload: 10_000 });
    const { events } = await store(url);
    await expect(events.append(alpha, [noteEvent(alpha, 'x'.repeat(20_000))], 0)).rejects.toMatchObject({
      code: 'STORE.WRITE',
      message: expect.stringContaining('10000'),
    });
    expect(await events.append(alpha, [noteEvent()], 0)).toBeGreaterThan(0);
  });

  it('that goes and comes back costs subscribers and watchers nothing but time', async () => {
    const external = await server();
    const logger = rememberingLogger();
    const { events, live } = await store(external.url, logger);
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const batch of events.subscribe(alpha, 0, stop.signal)) seen.push(batch.version);
    })();
    const heard: string[] = [];
    const watching = (async () => {
      for await (const { event } of live.watch(alpha, stop.signal)) heard.push(event.type);
    })();
    const versions = [await events.append(alpha, [noteEvent()], 0)];
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await until(() => seen.length === versions.length, 'the subscriber has all');
      await external.stop(signal);
      const append = events.append(alpha, [noteEvent()], versions.at(-1) as number);
      await external.start();
      versions.push(await append);
      versions.push(await events.append(alpha, [noteEvent()], versions.at(-1) as number));
    }
    await until(() => seen.length >= versions.length, 'the subscriber has caught up');
    live.publish(alpha, liveItem('back'));
    await until(() => heard.length > 0, 'the watcher hears again');
    stop.abort();
    await Promise.all([following, watching]);
    expect(seen).toEqual(versions);
    expect(logger.lines.map(({ message }) => message)).toContain('the connection to the NATS server is lost');
    expect(logger.lines.map(({ message }) => message)).toContain(
      'the connection to the NATS server is restored',
    );
  });

  it('whose store was replaced is noticed, since versions do not repeat', async () => {
    const [first, second] = await Promise.all([server(), server()]);
    const known = await (await store(first.url)).events.append(alpha, [noteEvent()], 0);
    const { events } = await store(second.url);
    let version = 0;
    for (let i = 0; i < 3; i++) version = await events.append(alpha, [noteEvent()], version);
    await expect(collect(events.read(alpha, known))).rejects.toMatchObject({ code: 'STREAM.RESET' });
  });
});

describe('an external server with TLS', () => {
  const file = (name: string) => fileURLToPath(new URL(`../../support/tls/${name}`, import.meta.url));
  const tls = { cert_file: file('server.pem'), key_file: file('server-key.pem') };

  it('is trusted by the authority that is given, and by no other', async () => {
    const { url } = await server({ tls });
    const address = url.replace('nats://', 'tls://');
    const options = {
      dataDir: temporaryDataDir(),
      natsUrl: address,
      processes: UNRECORDED_PROCESSES,
      logger: rememberingLogger(),
    };
    const opened = await openStore({
      ...options,
      natsCertificateAuthority: file('ca.pem'),
    });
    onTestFinished(() => opened.close());
    await opened.events.append(alpha, [noteEvent()], 0);
    await expect(openStore(options)).rejects.toMatchObject({
      code: 'STORE.UNREACHABLE',
      message: expect.stringMatching(/certificate/),
    });
  });

  it('is named with the file when the authority cannot be read', async () => {
    const { url } = await server({ tls });
    const natsUrl = url.replace('nats://', 'tls://');
    const options = { dataDir: temporaryDataDir(), natsUrl, logger: rememberingLogger() };
    await expect(
      openStore({ processes: UNRECORDED_PROCESSES, ...options, natsCertificateAuthority: '/no/such/ca.pem' }),
    ).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('/no/such/ca.pem'),
    });
  });
});

describe('an external server with accounts', () => {
  it('takes a credentials file, and refuses without one or with another', async () => {
    const accounts = natsAccounts();
    const { url, directory } = await server(accounts.config);
    const [good, bad] = ['good.creds', 'bad.creds'].map((name) => join(directory, name)) as [string, string];
    writeFileSync(good, accounts.credentials, { mode: 0o600 });
    writeFileSync(bad, natsAccounts().credentials, { mode: 0o600 });
    const options = { dataDir: temporaryDataDir(), natsUrl: url, logger: rememberingLogger() };
    const secrets: string[] = [];
    const opened = await openStore({
      ...{ processes: UNRECORDED_PROCESSES, ...options, natsCredentials: good },
      onSecret: (_, value) => secrets.push(value),
    });
    const [, token = '', , , , key = ''] = accounts.credentials.split('\n');
    expect(secrets).toEqual([token, key]);
    onTestFinished(() => opened.close());
    await opened.events.append(alpha, [noteEvent()], 0);
    for (const natsCredentials of [undefined, bad]) {
      await expect(
        openStore({ processes: UNRECORDED_PROCESSES, ...options, natsCredentials }),
      ).rejects.toMatchObject({
        code: 'STORE.UNREACHABLE',
        message: expect.stringContaining('refuses the credentials'),
      });
    }
    await expect(
      openStore({ processes: UNRECORDED_PROCESSES, ...options, natsCredentials: '/no/such.creds' }),
    ).rejects.toMatchObject({
      code: 'CONFIG',
    });
  });
});
