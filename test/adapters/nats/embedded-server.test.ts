// One process and its embedded server: files, privacy, what can fail, and servers that do not behave.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type EmbeddedServer, openEmbeddedServer } from '../../../adapters/nats/embedded/embedded-server.ts';
import { newestLock } from '../../../adapters/nats/embedded/generation-lock.ts';
import { inspectServer } from '../../../adapters/nats/embedded/inspect-server.ts';
import { findServer } from '../../../adapters/nats/embedded/server-binary.ts';
import { startServer } from '../../../adapters/nats/embedded/server-process.ts';
import { prepareRun } from '../../../adapters/nats/embedded/server-run.ts';
import { openStore } from '../../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { noteEvent } from '../../contracts/event-store.contract.ts';
import { natsFiles, serversOf, temporaryDataDir } from '../../support/nats-fixtures.ts';
import { rememberingLogger } from '../../support/nats-logger.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** The platform for which a server is among the packages. */
const packaged = process.platform === 'linux' && process.arch === 'x64';

async function open(
  dataDir: string,
  serverPath?: string,
  logger = rememberingLogger(),
): Promise<EmbeddedServer> {
  const server = await openEmbeddedServer({ processes: UNRECORDED_PROCESSES, dataDir, serverPath, logger });
  onTestFinished(() => server.close());
  return server;
}

/** A program in the place of nats-server. */
function fakeServer(dataDir: string, script: string): string {
  mkdirSync(dirname(dataDir), { recursive: true });
  const path = join(dirname(dataDir), 'fake-nats-server');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function realServer(): string {
  return findServer({ dataDir: '/nowhere' });
}

describe('embedded server', () => {
  it('is joined by the second, and stopped by the last to leave', async () => {
    const dataDir = temporaryDataDir();
    const first = await open(dataDir);
    const second = await open(dataDir);
    expect(second).toMatchObject({ url: first.url, token: first.token, port: first.port });
    expect(await inspectServer(dataDir, UNRECORDED_PROCESSES)).toMatchObject({
      port: first.port,
      users: 2,
      answers: true,
    });
    await Promise.all([first.close(), first.close()]);
    expect(serversOf(dataDir)).toHaveLength(1);
    await second.close();
    expect(serversOf(dataDir)).toEqual([]);
    expect(await inspectServer(dataDir, UNRECORDED_PROCESSES)).toBeUndefined();
  });

  it('keeps its files from other users', async () => {
    const dataDir = temporaryDataDir();
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, logger: rememberingLogger() });
    await store.events.append(sessionName('alpha'), [noteEvent()], 0);
    const open = readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => path !== join(dataDir, '.gitignore') && (statSync(path).mode & 0o077) !== 0);
    expect(existsSync(join(dataDir, 'jetstream'))).toBe(true);
    expect(open).toEqual([]);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it('does not show its token in the process list', async () => {
    const dataDir = temporaryDataDir();
    const { token } = await open(dataDir);
    const shown = execFileSync('ps', ['-eww', '-o', 'args='], { encoding: 'utf8' });
    expect(shown).toContain(join(dataDir, 'nats'));
    expect(shown).not.toContain(token);
    expect(readFileSync(newestLock(join(dataDir, 'nats'))?.file ?? '', 'utf8')).not.toContain(token);
  });

  it.runIf(process.platform === 'linux').each([
    ['sooner than Go would', undefined, '25'],
    ['as the user says', '80', '80'],
  ])('collects the garbage of the server %s', async (_, user, expected) => {
    vi.stubEnv('GOGC', user);
    onTestFinished(() => void vi.unstubAllEnvs());
    const dataDir = temporaryDataDir();
    await open(dataDir);
    const pid = newestLock(join(dataDir, 'nats'))?.pid;
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    expect(variables.filter((variable) => variable.startsWith('GOGC='))).toEqual([`GOGC=${expected}`]);
  });

  it('writes no .gitignore into a directory that was there before', async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(dataDir);
    await (await open(dataDir)).close();
    expect(existsSync(join(dataDir, '.gitignore'))).toBe(false);
  });

  it('is stopped with its users dead, once somebody leaves in order', async () => {
    const dataDir = temporaryDataDir();
    const server = await open(dataDir);
    const lock = newestLock(join(dataDir, 'nats')) ?? expect.fail('there is no lock');
    const users = join(dataDir, 'nats', lock.run, 'users');
    const [own = ''] = readdirSync(users);
    // Of this very process number, but of one that began at another time; and of a process that is gone.
    writeFileSync(join(users, own.replace(/_\d+_[^_]+$/, '_1_other')), '');
    writeFileSync(join(users, own.replace(/_\d+_\d+_/, '_99999999_5_')), '');
    await server.close();
    expect(serversOf(dataDir)).toEqual([]);
  });

  it('that nobody may join any more is stopped, and the next one started', async () => {
    const dataDir = temporaryDataDir();
    await open(dataDir);
    const lock = newestLock(join(dataDir, 'nats')) ?? expect.fail('there is no lock');
    rmSync(join(dataDir, 'nats', lock.run, 'users'), { recursive: true });
    await open(dataDir);
    expect(newestLock(join(dataDir, 'nats'))?.generation).toBe(lock.generation + 1);
    expect(serversOf(dataDir)).toHaveLength(1);
  });

  it('that hangs is killed, and the next one started', { timeout: 40_000 }, async () => {
    const dataDir = temporaryDataDir();
    const logger = rememberingLogger();
    await open(dataDir);
    const [hung] = serversOf(dataDir);
    process.kill(hung as number, 'SIGSTOP');
    const server = await open(dataDir, undefined, logger);
    expect(serversOf(dataDir)).not.toContain(hung);
    expect(logger.lines.map(({ message }) => message)).toContain('the NATS server does not answer');
    expect(await inspectServer(dataDir, UNRECORDED_PROCESSES)).toMatchObject({
      port: server.port,
      answers: true,
    });
  });

  it('of another machine is named with what to do, and started after it was released', async () => {
    const dataDir = temporaryDataDir();
    const natsDir = join(dataDir, 'nats');
    await (await open(dataDir)).close();
    const run = `run-1_2_3_${randomUUID()}`;
    const config = join(natsDir, run, 'nats.conf');
    const claim = { host: 'elsewhere', boot: 'b', scope: '1', config, run, started: '2025-01-02' };
    const file = join(natsDir, 'server-9.lock');
    writeFileSync(file, `2\n${JSON.stringify(claim)}\n`);
    await expect(open(dataDir)).rejects.toMatchObject({
      code: 'DATA_DIR',
      message: expect.stringMatching(/elsewhere.*delete .*server-9\.lock/),
    });
    writeFileSync(file, `1\n${JSON.stringify({ ...claim, released: true })}\n`);
    await open(dataDir);
    expect(newestLock(natsDir)?.generation).toBe(10);
  });

  it('runs again after the machine was started anew', async () => {
    const dataDir = temporaryDataDir();
    const natsDir = join(dataDir, 'nats');
    await (await open(dataDir)).close();
    const lock = newestLock(natsDir) ?? expect.fail('there is no lock');
    const { file, generation, pid: _, released: __, start: ___, ...claim } = lock;
    writeFileSync(file, `1\n${JSON.stringify({ ...claim, boot: 'before' })}\n`);
    await open(dataDir);
    expect(newestLock(natsDir)?.generation).toBe(generation + 1);
  });

  it('gives way to a newer lock than the one it was to take', async () => {
    const dataDir = temporaryDataDir();
    const natsDir = join(dataDir, 'nats');
    await (await open(dataDir)).close();
    const claim = {
      host: 'h',
      boot: 'b',
      scope: '1',
      config: '/c',
      run: 'run-x',
      started: '',
      released: true,
    };
    writeFileSync(join(natsDir, 'server-20.lock'), `1\n${JSON.stringify(claim)}\n`);
    const run = prepareRun(dataDir, natsDir, { syncAlways: true }, UNRECORDED_PROCESSES);
    expect((await startServer(natsDir, 5, run, realServer(), UNRECORDED_PROCESSES)).state).toBe('lost');
    expect(natsFiles(dataDir)).not.toContain('server-5.lock');
    expect(serversOf(dataDir)).toEqual([]);
  });
});

describe('a data directory that cannot be used', () => {
  it('because a part of its path is a file', async () => {
    const dataDir = temporaryDataDir();
    writeFileSync(dataDir, 'a file');
    await expect(open(dataDir)).rejects.toMatchObject({
      code: 'DATA_DIR',
      message: expect.stringContaining(dataDir),
    });
    await expect(open(join(dataDir, 'below'))).rejects.toMatchObject({ code: 'DATA_DIR' });
  });

  it('because something else is in the place of the server files', async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'nats'), 'a file');
    await expect(open(dataDir)).rejects.toMatchObject({ code: 'DATA_DIR' });
  });
});

describe('a nats-server', () => {
  it('started by a command of the agent is not taken for something of the agent, which is ended with it', async () => {
    vi.stubEnv('ITERATR_AGENT_MARK', 'the agent');
    onTestFinished(() => void vi.unstubAllEnvs());
    const dataDir = temporaryDataDir();
    const server = fakeServer(dataDir, 'env > "$0.env"; exit 3');
    await expect(open(dataDir, server)).rejects.toThrow();
    const environment = readFileSync(`${server}.env`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toContain('ITERATR_AGENT_MARK');
  });

  it('that fails is quoted, and leaves nothing behind', async () => {
    const dataDir = temporaryDataDir();
    const serverPath = fakeServer(dataDir, 'echo "no luck today" >&2; exit 3');
    await expect(open(dataDir, serverPath)).rejects.toMatchObject({
      code: 'STORE.START',
      message: expect.stringContaining('no luck today'),
    });
    expect(natsFiles(dataDir)).toEqual(['server-1.lock']);
    await open(dataDir);
  });

  it('that is damaged is an error that says so', async () => {
    const dataDir = temporaryDataDir();
    const serverPath = fakeServer(dataDir, '');
    writeFileSync(serverPath, '\x7fELF and then nothing');
    await expect(open(dataDir, serverPath)).rejects.toMatchObject({ code: 'STORE.START' });
    expect(serversOf(dataDir)).toEqual([]);
  });

  it('too old for sync_interval is started without it, and a warning is logged', async () => {
    const dataDir = temporaryDataDir();
    const logger = rememberingLogger();
    const script = `grep -q sync_interval "$2" && { echo 'unknown field "sync_interval"' >&2; exit 1; }\nexec '${realServer()}' "$@"`;
    const serverPath = fakeServer(dataDir, script);
    const store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir, serverPath, logger });
    onTestFinished(() => store.close());
    expect(await store.events.append(sessionName('old'), [noteEvent()], 0)).toBeGreaterThan(0);
    expect(logger.lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      expect.stringContaining('older than 2.10'),
    ]);
  });

  it('as configured must be a program', () => {
    const path = join(temporaryDataDir(), 'missing');
    expect(() => findServer({ path, dataDir: '/nowhere' })).toThrow(
      expect.objectContaining({ code: 'STORE.NO_SERVER' }),
    );
  });

  it.skipIf(!packaged)('that came with the installation is copied to where it can be run, once', () => {
    const cache = temporaryDataDir();
    const env = { XDG_CACHE_HOME: cache };
    const path = findServer({ dataDir: '/nowhere', env, platform: 'linux-x64' });
    expect(dirname(path)).toBe(join(cache, 'iteratr'));
    expect(statSync(path).mode & 0o777).toBe(0o700);
    const { ino } = statSync(path);
    expect(findServer({ dataDir: '/nowhere', env, platform: 'linux-x64' })).toBe(path);
    expect(statSync(path).ino).toBe(ino);
  });

  it.skipIf(!packaged)('is copied to a private temporary directory when there is no home to write to', () => {
    const temporary = tempDir();
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const file = join(temporary, 'a file');
    writeFileSync(file, '');
    const path = findServer({ dataDir: '/nowhere', env: { XDG_CACHE_HOME: file }, platform: 'linux-x64' });
    expect(dirname(path)).toBe(join(temporary, `iteratr-${process.geteuid?.()}`));
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('on PATH is used on other platforms', () => {
    const dataDir = temporaryDataDir();
    const serverPath = fakeServer(dataDir, '');
    const bin = join(dirname(dataDir), 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'nats-server'), readFileSync(serverPath), { mode: 0o755 });
    const found = findServer({
      dataDir: '/nowhere',
      env: { PATH: `/nowhere:${bin}` },
      platform: 'linux-arm64',
    });
    expect(found).toBe(join(bin, 'nats-server'));
  });

  it.each([
    ['darwin-arm64', 'brew install nats-server'],
    ['linux-arm64', 'apt install nats-server'],
  ])('that is nowhere on %s is named with how to get it', (platform, line) => {
    expect(() => findServer({ dataDir: '/nowhere', env: { PATH: '' }, platform })).toThrow(line);
  });
});
