// Many processes open the embedded store at once, on every kind of leftover: one server, and nothing lost.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newestLock } from '../../../adapters/nats/embedded/generation-lock.ts';
import { inspectServer } from '../../../adapters/nats/embedded/inspect-server.ts';
import { openStore } from '../../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { natsFiles, serversOf, temporaryDataDir, until } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';
import { mostServersDuring, type StoreProcesses, storeProcesses } from '../../support/nats-processes.ts';
import type { ProcessReport } from '../../support/nats-store-process.ts';
import { endProcess, watchesOf } from '../../support/processes.ts';

const PROCESSES = 12;
let processes: StoreProcesses;

beforeAll(async () => {
  processes = await storeProcesses();
});
afterAll(() => processes?.remove());

/** Starts the processes, lets them begin at one moment, and holds that there was one server at any time. */
async function storm(
  dataDir: string,
  mode: 'append' | 'rounds',
  each: number,
  { count = PROCESSES, when = async () => {} }: { count?: number; when?: () => Promise<unknown> } = {},
) {
  const all = await Promise.all(Array.from({ length: count }, () => processes.start(dataDir, mode, each)));
  await when();
  for (const one of all) one.tell('go');
  const { most, result } = await mostServersDuring(dataDir, Promise.all(all.map((one) => one.report())));
  expect(most).toBe(1);
  const troubles = result.flatMap(({ log }) =>
    log.filter(({ level }) => level === 'warn' || level === 'error'),
  );
  expect(troubles.filter(({ message }) => !message.includes('not stopped cleanly'))).toEqual([]);
  return result;
}

/** Holds that every event acknowledged to any of the processes is there, at the version it was given. */
async function expectNothingLost(dataDir: string, reports: readonly ProcessReport[], before = 0) {
  const store = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir,
    serverPath: processes.serverPath,
    logger: rememberingLogger(),
  });
  const stored: Record<string, number> = {};
  let batches = 0;
  for await (const { version, events } of store.events.read(sessionName('shared'), 0)) {
    batches++;
    for (const event of events) stored[event.meta.id] = version;
  }
  await store.close();
  const acknowledged = Object.assign({}, ...reports.map((report) => report.versions)) as Record<
    string,
    number
  >;
  expect(stored).toMatchObject(acknowledged);
  expect(batches).toBe(Object.keys(acknowledged).length + before);
}

/** Holds that the last one out has stopped the server and cleaned up. */
function expectClosed(dataDir: string) {
  expect(serversOf(dataDir)).toEqual([]);
  const files = natsFiles(dataDir);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((name) => !/^server-\d+\.lock$/.test(name))).toEqual([]);
  expect(newestLock(join(dataDir, 'nats'))?.released).toBe(true);
}

async function holder(dataDir: string) {
  const one = await processes.start(dataDir, 'hold');
  one.tell('go');
  expect(await one.line()).toBe('holding');
  return one;
}

describe('twelve processes at the same moment', () => {
  it('share one server on an empty data directory', async () => {
    const dataDir = temporaryDataDir();
    const reports = await storm(dataDir, 'append', 5);
    expectClosed(dataDir);
    await expectNothingLost(dataDir, reports);
    expect(readFileSync(join(dataDir, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('share one server after the last was killed', async () => {
    const dataDir = temporaryDataDir();
    const one = await holder(dataDir);
    for (const pid of serversOf(dataDir)) process.kill(pid, 'SIGKILL');
    await one.kill();
    const reports = await storm(dataDir, 'append', 3);
    expectClosed(dataDir);
    await expectNothingLost(dataDir, reports, 1);
    const told = reports.flatMap(({ log }) =>
      log.filter(({ message }) => message.includes('not stopped cleanly')),
    );
    expect(told.length).toBeGreaterThan(0);
  });

  it('get a server at the moment when the one of killed users ends', async () => {
    const dataDir = temporaryDataDir();
    for (let round = 0; round < 3; round++) {
      const one = await holder(dataDir);
      const [server] = serversOf(dataDir);
      const users = join(dataDir, 'nats', newestLock(join(dataDir, 'nats'))?.run ?? '', 'users');
      const when = async () => {
        await one.kill();
        await until(() => !existsSync(users), 'the watch to close the server');
      };
      const reports = await storm(dataDir, 'append', 1, { when });
      expectClosed(dataDir);
      expect(reports).toHaveLength(12);
      expect(serversOf(dataDir)).not.toContain(server);
    }
  });

  it('join the idle server that killed users have left, and stop it', async () => {
    const dataDir = temporaryDataDir();
    const users = await Promise.all([holder(dataDir), holder(dataDir)]);
    const [idle] = serversOf(dataDir);
    for (const { pid } of watchesOf(dataDir)) endProcess(pid);
    await Promise.all(users.map((user) => user.kill()));
    expect(await inspectServer(dataDir, UNRECORDED_PROCESSES)).toMatchObject({
      pid: idle,
      answers: true,
      users: 0,
    });
    const reports = await storm(dataDir, 'append', 3);
    expect(newestLock(join(dataDir, 'nats'))).toMatchObject({ generation: 1, pid: idle });
    expectClosed(dataDir);
    await expectNothingLost(dataDir, reports, 2);
  });

  it('are not misled by a lock whose process number now belongs to another program', async () => {
    const dataDir = temporaryDataDir();
    const reports = await storm(dataDir, 'append', 1);
    const natsDir = join(dataDir, 'nats');
    const stranger = spawn('sleep', ['60']);
    onTestFinished(() => void stranger.kill('SIGKILL'));
    const lock = newestLock(natsDir);
    const {
      released: _,
      generation: _g,
      file: _f,
      pid: _p,
      ...claim
    } = lock ?? expect.fail('there is no lock');
    writeFileSync(join(natsDir, 'server-7.lock'), `${stranger.pid}\n${JSON.stringify(claim)}\n`);
    reports.push(...(await storm(dataDir, 'append', 2)));
    expect(newestLock(natsDir)?.generation).toBeGreaterThan(7);
    expect(stranger.exitCode).toBeNull();
    expectClosed(dataDir);
    await expectNothingLost(dataDir, reports);
  });

  it('cope with stale files of every kind', async () => {
    const dataDir = temporaryDataDir();
    const natsDir = join(dataDir, 'nats');
    const user = await holder(dataDir);
    const [pid] = serversOf(dataDir);
    const lock = newestLock(natsDir) ?? expect.fail('there is no lock');
    await user.kill();
    process.kill(pid as number, 'SIGKILL');
    await until(() => serversOf(dataDir).length === 0, 'the server is gone');
    // Beside those of the killed run: a later run that never got its lock, torn locks, files nobody knows.
    const abandoned = join(natsDir, lock.run.replace(/[^_]+$/, randomUUID()));
    mkdirSync(join(abandoned, 'users'), { recursive: true });
    writeFileSync(join(abandoned, 'lock'), '');
    writeFileSync(join(natsDir, 'server-2.lock'), '');
    writeFileSync(join(natsDir, 'server-3.lock'), '99999999\n{"half');
    writeFileSync(
      join(natsDir, lock.run, 'users', readdirSync(join(natsDir, lock.run, 'users'))[0] ?? ''),
      'x',
    );
    const reports = await storm(dataDir, 'append', 3);
    expect(existsSync(abandoned)).toBe(false);
    expectClosed(dataDir);
    await expectNothingLost(dataDir, reports, 1);
  });
});

it('survives rounds of opening and closing by eight processes', { timeout: 120_000 }, async () => {
  const dataDir = temporaryDataDir();
  const reports = await storm(dataDir, 'rounds', 10, { count: 8 });
  expectClosed(dataDir);
  await expectNothingLost(dataDir, reports);
  expect(natsFiles(dataDir).length).toBeLessThanOrEqual(8);
});

it('goes on when the server is killed again and again under its users', { timeout: 60_000 }, async () => {
  const dataDir = temporaryDataDir();
  const users = await Promise.all([holder(dataDir), holder(dataDir), holder(dataDir)]);
  for (let round = 0; round < 4; round++) {
    const [pid] = serversOf(dataDir);
    process.kill(pid as number, 'SIGKILL');
    for (const user of users) user.tell('append');
    const appended = Promise.all(users.map((user) => user.line()));
    const { most, result } = await mostServersDuring(dataDir, appended);
    expect(result).toEqual(users.map(() => 'appended'));
    expect(most).toBe(1);
  }
  for (const user of users) user.tell('close');
  const reports = await Promise.all(users.map((user) => user.report()));
  expectClosed(dataDir);
  await expectNothingLost(dataDir, reports);
});
