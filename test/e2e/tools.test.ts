// Specifies the agent's tools as commands: many at once, with and without a build, and over MCP on stdin and stdout.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROCESS_FACTS } from '../../adapters/process/process-facts.ts';
import { ITERATR, Program, type Running } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import { waitFor } from '../support/wait-for.ts';

const SPEC = ['--name', 'SPEC'];

it('loses no task of twelve processes that start at once with no server, and starts one server only', async () => {
  const program = new Program({ git: false });
  const contents = Array.from({ length: 12 }, (_, index) => `task ${index}`);
  const running = contents.map((content) =>
    program.start(['tool', 'task-add', ...SPEC, '--json', '--content', content]),
  );
  let most = 0;
  let over = false;
  const all = Promise.all(running.map(({ ended }) => ended)).finally(() => {
    over = true;
  });
  await waitFor('all to end', () => {
    most = Math.max(most, program.servers().length);
    return over;
  });
  const results = await all;
  expect(results.filter(({ code }) => code !== 0)).toEqual([]);
  expect(most).toBe(1);
  const ids = results.map(({ stdout }) => (JSON.parse(stdout) as { id: string }[])[0]?.id);
  expect(new Set(ids)).toEqual(new Set(contents.map((_, index) => `TAS-${index + 1}`)));
  expect(await program.nothingLeft()).toEqual([]);
  const listed = (await program.tool('task-list')) as { content: string }[];
  expect(listed.map(({ content }) => content).sort()).toEqual([...contents].sort());
  expect(await program.nothingLeft()).toEqual([]);
});

it('runs every tool as a command, with the id first', async () => {
  const program = new Program({ git: false });
  const tasks = JSON.stringify([
    { content: 'Two', depends_on: ['TAS-1'] },
    { content: '-x', priority: 4 },
  ]);
  const calls: [args: string[], stdout: string][] = [
    [['task-add', '--content', '007', '--priority', '0'], 'TAS-1 [P0] remaining\n'],
    [['task-batch-add', '--tasks', tasks], 'TAS-2 [P2] remaining\nTAS-3 [P4] remaining\n'],
    [['task-status', '--id', '3', '--status', 'completed'], 'TAS-3 remaining → completed\n'],
    [['task-priority', '--id', 'tas-1', '--priority', '4'], 'TAS-1 priority 0 → 4\n'],
    [['task-update', '--id', '2', '--content', '@two'], 'TAS-2 has new content\n'],
    [['task-depends', '--id', 'TAS-2', '--depends-on', '3'], 'TAS-2 depends on TAS-1, TAS-3\n'],
    [['task-next'], 'TAS-1 [P4] 007\n'],
    [['task-list', '--status', 'completed'], 'completed (1)\n- TAS-3 [P4] -x\n'],
    [['note-add', '--type', 'tip', '--content=-- é ☃'], 'NOT-1 [tip]\n'],
    [['note-list'], 'NOT-1 [tip] -- é ☃\n'],
  ];
  for (const [args, stdout] of calls) {
    expect(await program.run(['tool', ...args, ...SPEC])).toEqual({ code: 0, stdout, stderr: '' });
  }
  const refused = await program.run(['tool', 'session-complete', ...SPEC]);
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/TAS-1.*TAS-2/) });
});

it('takes text that no command line can hold, from stdin and from a file, and answers in short', async () => {
  const program = new Program({ git: false });
  const note = program.write('note.md', 'ß'.repeat(100_000));
  const tasks = Array.from({ length: 20 }, (_, index) => ({ content: `${index} ${'x'.repeat(60_000)}` }));
  program.write('tasks.json', JSON.stringify(tasks));
  const command = [process.execPath, ITERATR, 'tool', 'note-add', ...SPEC, '--type', 'tip', '--content', '-'];
  const piped = program.startCommand([
    'sh',
    '-c',
    `exec ${command.map((word) => `'${word}'`).join(' ')} < "${note}"`,
  ]);
  expect(await piped.ended).toEqual({ code: 0, stdout: 'NOT-1 [tip]\n', stderr: '' });
  const { code, stdout } = await program.run(['tool', 'task-batch-add', ...SPEC, '--tasks', '@tasks.json']);
  expect([code, stdout.split('\n')]).toEqual([
    0,
    [...tasks.map((_, index) => `TAS-${index + 1} [P2] remaining`), ''],
  ]);
  const [{ content }] = (await program.tool('note-list')) as [{ content: string }];
  expect(content).toBe('ß'.repeat(100_000));
});

describe('while a build runs', () => {
  const CONTENT = ['--content', 'From outside'];

  /** Waits in its first iteration until the file `go` exists. */
  async function waiting(program: Program): Promise<Running> {
    const steps = [{ text: 'waiting\n' }, { shell: 'until [ -e ../go ]; do sleep 0.05; done' }];
    const build = program.startBuild({ turns: [{ steps }] }, ['-i', '1']);
    await build.printed('waiting\n');
    return build;
  }

  async function finish(program: Program, build: Running): Promise<void> {
    program.write('../go', '');
    expect((await build.ended).code).toBe(3);
  }

  it('a tool goes through it: with its iteration, without a server of its own, seen at once', async () => {
    const program = new Program();
    const build = await waiting(program);
    // A server that cannot be started shows that none is needed.
    const env = { ITERATR_NATS_SERVER: '/nowhere/nats-server' };
    const byUser = await program.run(['tool', 'task-add', ...SPEC, ...CONTENT], { env });
    expect(byUser).toEqual({ code: 0, stdout: 'TAS-1 [P2] remaining\n', stderr: '' });
    await build.printed('+ TAS-1 [P2] From outside');
    const inAgent = {
      ...env,
      ITERATR_SESSION: 'SPEC',
      ITERATR_DATA_DIR: program.dataDir,
      ITERATR_AGENT_MARK: 'mark',
    };
    const note = ['tool', 'note-add', '--type', 'tip', '--content', 'Look'];
    expect((await program.run(note, { env: inAgent, cwd: program.home })).code).toBe(0);
    const refused = await program.run(
      ['tool', 'task-status', ...SPEC, '--id', '9', '--status', 'completed'],
      {
        env,
      },
    );
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^iteratr: there is no task TAS-9.*\n$/),
    });
    const malformed = await program.run(['tool', 'task-status', ...SPEC, '--id', '1', '--status', 'doing'], {
      env,
    });
    expect(malformed).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^iteratr: .*in_progress.*\n$/),
    });
    await finish(program, build);
    const events = await program.events();
    const [task, tip] = ['TaskAdded', 'NoteAdded'].map((type) => events.find((event) => event.type === type));
    expect(task).toMatchObject({ iteration: 1, actor: 'user' });
    expect(tip).toMatchObject({ iteration: 1, actor: 'agent' });
  });

  it('a tool finds it wherever the data directory is said to be', async () => {
    const program = new Program();
    const steps = [{ text: 'waiting\n' }, { shell: 'until [ -e ../go ]; do sleep 0.05; done' }];
    const build = program.startBuild({ turns: [{ steps }] }, ['-i', '1', '--data-dir', '~/data']);
    await build.printed('waiting\n');
    const noServer = { ITERATR_NATS_SERVER: '/nowhere/nats-server' };
    const list = ['tool', 'note-list', ...SPEC];
    const ways: [args: string[], env: Record<string, string>][] = [
      [['--data-dir', '~/data'], {}],
      [['--data-dir', '../home/data'], {}],
      [[], { ITERATR_DATA_DIR: '~/data' }],
      [[], { ITERATR_DATA_DIR: `${program.home}/data` }],
    ];
    for (const [args, env] of ways) {
      const { code, stderr } = await program.run([...list, ...args], { env: { ...noServer, ...env } });
      expect([code, stderr]).toEqual([0, '']);
    }
    program.write('iteratr.yml', 'data_dir: ~/data\n');
    await program.run(['trust']);
    expect((await program.run(list, { env: noServer })).code).toBe(0);
    await finish(program, build);
  });

  it('a build of another session of the data directory works beside it, a second of this one is refused', async () => {
    const program = new Program();
    const build = await waiting(program);
    const second = await program.build({ turns: [] });
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(`^iteratr: session "SPEC" is already being run by process ${build.pid}; .*--name\\n$`),
    );
    const other = await program.build({ turns: [{ steps: [mcp('task-add', { content: 'x' })] }] }, [
      ...['--name', 'other', '-i', '1'],
    ]);
    expect(other.code).toBe(3);
    expect(program.servers()).toHaveLength(1);
    await finish(program, build);
    expect(await program.nothingLeft()).toEqual([]);
  });
});

describe('with a run file of a build that is gone', () => {
  async function listening(server: Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A port at which nobody listens any more. */
  async function closedPort(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return `http://127.0.0.1:${port}`;
  }

  const file = (url: string, pid = process.pid): string =>
    JSON.stringify({
      url,
      token: 'secret',
      pid,
      host: hostname(),
      boot: PROCESS_FACTS.machine().boot,
      start: PROCESS_FACTS.startOf(pid),
    });

  const cases: readonly [what: string, content: () => Promise<string>][] = [
    ['its port is closed, its number another process has', async () => file(await closedPort())],
    [
      'its process is dead, somebody silent has its port',
      async () => file(await listening(createServer()), 2 ** 22 - 1),
    ],
    [
      'an HTTP server of others has its port',
      async () => file(await listening(createHttpServer((_, response) => response.end('hello')))),
    ],
    [
      'an HTTP server of others answers with JSON',
      async () => file(await listening(createHttpServer((_, response) => response.end('null')))),
    ],
    [
      'a server of another protocol has its port',
      async () => file(await listening(createServer((socket) => void socket.end('SSH-2.0-x\r\n')))),
    ],
    [
      'a server that hangs up has its port',
      async () => file(await listening(createServer((socket) => void socket.destroy()))),
    ],
    ['a silent server has its port', async () => file(await listening(createServer()))],
    ['it is unreadable', async () => '{"url": "http'],
    ['it is of another form', async () => '[]'],
  ];

  it.each(cases)('a tool works by itself when %s', async (_, content) => {
    const program = new Program({ git: false });
    await program.tool('task-add', ['--content', 'First']);
    program.mkdir('.iteratr/runs');
    program.write('.iteratr/runs/SPEC.json', await content());
    expect(await program.tool('task-add', ['--content', 'Second'])).toMatchObject([{ id: 'TAS-2' }]);
  });

  it('a build takes its place', async () => {
    const program = new Program();
    program.mkdir('.iteratr/runs');
    for (const content of [file(await closedPort()), file(await listening(createServer()))]) {
      program.write('.iteratr/runs/SPEC.json', content);
      const { code, stderr } = await program.build({ turns: [{ steps: [{ text: 'hi' }] }] }, ['-i', '1']);
      expect([code, stderr]).toEqual([3, '']);
      expect(program.exists('.iteratr/runs/SPEC.json')).toBe(false);
    }
  });
});

describe('iteratr mcp', () => {
  async function connected(program: Program, args: string[], env = {}): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(stdio(program, args, env));
    onTestFinished(() => client.close());
    return client;
  }

  function stdio(program: Program, args: string[], env = {}): StdioClientTransport {
    return new StdioClientTransport({
      command: process.execPath,
      args: [ITERATR, 'mcp', ...args],
      cwd: program.workTree,
      env: { ...program.env, ...env },
      stderr: 'pipe',
    });
  }

  it('serves the tools of a session on stdin and stdout, and ends with its input', async () => {
    const program = new Program({ git: false });
    const client = await connected(program, SPEC);
    expect(client.getServerVersion()?.name).toBe('iteratr');
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(15);
    const added = await client.callTool({ name: 'task-add', arguments: { content: 'One', priority: 4 } });
    expect(added).toEqual({ content: [{ type: 'text', text: 'TAS-1 [P4] remaining' }] });
    const refused = await client.callTool({ name: 'session-complete', arguments: {} });
    expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('TAS-1') }] });
    await client.close();
    expect(await program.nothingLeft()).toEqual([]);
    expect((await program.events()).map(({ actor }) => actor)).toEqual(['agent']);
  });

  it('takes the session from the environment', async () => {
    const program = new Program({ git: false });
    const client = await connected(program, [], {
      ITERATR_SESSION: 'env',
      ITERATR_DATA_DIR: program.path('data'),
    });
    await client.callTool({ name: 'note-add', arguments: { content: 'One', type: 'tip' } });
    await client.close();
    expect(await program.events('env', { dataDir: program.path('data') })).toHaveLength(1);
  });

  it('answers any number of calls without a build, and warns of nothing', async () => {
    const program = new Program({ git: false });
    const [client, transport] = [new Client({ name: 'test', version: '1' }), stdio(program, SPEC)];
    let stderr = '';
    transport.stderr?.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    await client.connect(transport);
    for (let index = 0; index < 12; index++) {
      await client.callTool({ name: 'note-add', arguments: { type: 'tip', content: `tip ${index}` } });
    }
    await client.close();
    expect(stderr).toBe('');
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('says in one line when there is no session to serve', async () => {
    const program = new Program({ git: false });
    expect(await program.run(['mcp'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'iteratr: no session is named; pass --name <session> or set ITERATR_SESSION\n',
    });
  });
});

it('leaves no file that others can read, and none of a server that has gone', async () => {
  const program = new Program({ git: false });
  await program.tool('task-add', ['--content', 'One']);
  const names = readdirSync(program.path('.iteratr/nats'));
  expect(names.filter((name) => name.startsWith('run-'))).toEqual([]);
  expect(readFileSync(program.path('.iteratr/.gitignore'), 'utf8')).toBe('*\n');
});
