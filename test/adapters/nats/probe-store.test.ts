// Specifies how it is tried whether sessions can be kept, and what servers leave that were not stopped in order.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEmbeddedServer } from '../../../adapters/nats/embedded/embedded-server.ts';
import { inspectServer } from '../../../adapters/nats/embedded/inspect-server.ts';
import { findStaleServer, removeStaleServer } from '../../../adapters/nats/embedded/stale-server.ts';
import { deadScratches, probeDataDir, probeEmbedded } from '../../../adapters/nats/probe-store.ts';
import { PROCESS_FACTS } from '../../../adapters/process/process-facts.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { asNobody } from '../../support/as-nobody.ts';
import { SILENT } from '../../support/harness.ts';
import { temporaryDataDir } from '../../support/nats-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';

const OPTIONS = {
  serverPath: undefined,
  env: process.env,
  logger: SILENT,
  signal: new AbortController().signal,
};

describe('the probe', () => {
  it('starts a server of its own beside the sessions, which nobody sees afterwards', async () => {
    const dataDir = join(temporaryDataDir(), 'below', 'data');
    const { version, joined } = await probeEmbedded({ processes: UNRECORDED_PROCESSES, dataDir, ...OPTIONS });
    expect([version, joined]).toEqual([expect.stringMatching(/^2\.\d+\.\d+$/), false]);
    expect(existsSync(dirname(dataDir))).toBe(false);
  });

  it('uses the server that is used, and leaves nothing in its store', async () => {
    const dataDir = temporaryDataDir();
    const server = await openEmbeddedServer({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
    onTestFinished(() => server.close());
    expect(await probeEmbedded({ processes: UNRECORDED_PROCESSES, dataDir, ...OPTIONS })).toMatchObject({
      joined: true,
    });
    expect(await inspectServer(dataDir, UNRECORDED_PROCESSES)).toMatchObject({
      port: server.port,
      users: 1,
      answers: true,
    });
    // The server answers before it has removed the directory.
    const streams = join(dataDir, 'jetstream', '$G', 'streams');
    await waitFor('its stream to go', () => !existsSync(streams) || readdirSync(streams).length === 0);
  });

  it('can be given up, and leaves nothing then', async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(dataDir, { recursive: true });
    const serverPath = join(dirname(dataDir), 'hanging-server');
    const script = `if (process.argv[2] !== '--version') setInterval(() => undefined, 1_000);`;
    writeFileSync(serverPath, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
    const controller = new AbortController();
    const probe = probeEmbedded({
      processes: UNRECORDED_PROCESSES,
      dataDir,
      ...OPTIONS,
      serverPath,
      signal: controller.signal,
    });
    const refused = expect(probe).rejects.toMatchObject({ code: 'CANCELLED' });
    const scratch = await waitFor('its place', () => readdirSync(dataDir)[0]);
    const live = await waitFor('the server', () =>
      inspectServer(join(dataDir, scratch), UNRECORDED_PROCESSES),
    );
    controller.abort();
    await refused;
    expect(readdirSync(dataDir)).toEqual([]);
    expect(PROCESS_FACTS.startOf(live.pid)).toBe('');
  });

  it('says of a directory that cannot be written to which one it is', async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
    await probeDataDir(dataDir, UNRECORDED_PROCESSES);
    expect(readdirSync(dataDir)).toEqual([]);
    chmodSync(dataDir, 0o555);
    await asNobody(async () => {
      await expect(probeDataDir(dataDir, UNRECORDED_PROCESSES)).rejects.toThrow(
        expect.objectContaining({
          code: 'DATA_DIR',
          message: expect.stringContaining(`directory ${dataDir} cannot`),
        }),
      );
    });
  });

  it('knows the places of probes that were killed from those that go on', async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(dataDir, { recursive: true });
    let seen: string[] = [];
    const env = new Proxy(process.env, {
      get(target, name: string) {
        // The probe looks for its server now: its place is there.
        seen = readdirSync(dataDir);
        return target[name];
      },
    });
    await probeEmbedded({ processes: UNRECORDED_PROCESSES, dataDir, ...OPTIONS, env });
    expect(seen).toEqual([expect.stringMatching(/^\.iteratr-doctor_/)]);
    const [alive = ''] = seen;
    mkdirSync(join(dataDir, alive));
    expect(deadScratches(dataDir, UNRECORDED_PROCESSES)).toEqual([]);
    const dead = alive.replace(`_${process.pid}_`, `_${2 ** 22 - 1}_`);
    mkdirSync(join(dirname(dataDir), dead));
    mkdirSync(join(dataDir, dead));
    expect(deadScratches(dataDir, UNRECORDED_PROCESSES)).toEqual([
      join(dataDir, dead),
      join(dirname(dataDir), dead),
    ]);
  });
});

describe('left-overs of servers', () => {
  it('are none where there never was one', async () => {
    const dataDir = temporaryDataDir();
    expect(await findStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual({
      idle: undefined,
      dead: false,
    });
    expect(await removeStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual([]);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('are none of a server that is used, nor of one that was stopped in order', async () => {
    const dataDir = temporaryDataDir();
    const server = await openEmbeddedServer({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
    onTestFinished(() => server.close());
    expect(await findStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual({
      idle: undefined,
      dead: false,
    });
    expect(await removeStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual([]);
    expect(await inspectServer(dataDir, UNRECORDED_PROCESSES)).toMatchObject({
      port: server.port,
      answers: true,
      users: 1,
    });
    await server.close();
    expect(await findStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual({
      idle: undefined,
      dead: false,
    });
    expect(await removeStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual([]);
  });

  it('are the files of a server that is dead, unless somebody who used it is about to start the next', async () => {
    const dataDir = temporaryDataDir();
    const server = await openEmbeddedServer({ processes: UNRECORDED_PROCESSES, dataDir, logger: SILENT });
    onTestFinished(() => server.close());
    const pid = (await inspectServer(dataDir, UNRECORDED_PROCESSES))?.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitFor(
      'it to end',
      async () => (await inspectServer(dataDir, UNRECORDED_PROCESSES)) === undefined,
    );
    expect(await findStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual({
      idle: undefined,
      dead: false,
    });
    expect(await removeStaleServer(dataDir, UNRECORDED_PROCESSES)).toEqual([]);
  });
});
