// Specifies a run on a NATS server of somebody else's that goes away and comes back: it waits, and nothing acknowledged is lost.
import { expect, it, onTestFinished } from 'vitest';
import { externalServer } from '../support/nats-external-server.ts';
import { Program } from '../support/program.ts';
import { ANY_NUMBER_OF_TASKS, mcp } from '../support/scenarios.ts';
import { KEY, leaveRunning, openTerminal } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

it('goes on when the server is back, and still sees what others record', async () => {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  const program = new Program();
  const env = { ITERATR_NATS_URL: server.url, ...ANY_NUMBER_OF_TASKS };
  const steps = [
    mcp('task-add', { content: 'Before' }),
    { text: 'now\n' },
    { until: '../go' },
    mcp('task-add', { content: 'Meanwhile' }),
    { text: 'again\n' },
    { until: '../end' },
    mcp('task-status', { id: 'TAS-1', status: 'completed' }),
    mcp('task-status', { id: 'TAS-2', status: 'completed' }),
  ];
  const build = program.startBuild({ turns: [{ steps }] }, ['-i', '1'], { env });
  await build.printed('now\n');
  await server.stop();
  program.write('../go', '');
  const transcript = '.iteratr/transcripts/SPEC/1.ndjson';
  await waitFor('the call under way', () => program.read(transcript).includes('Meanwhile'));
  await server.start();
  await build.printed('again\n');
  // The tool does not find the build and works on the store by itself.
  program.write('.iteratr/runs/SPEC.json', 'unreadable');
  const add = ['tool', 'task-add', '--name', 'SPEC', '--content', 'By the user'];
  expect(await program.run(add, { env })).toMatchObject({ code: 0, stderr: '' });
  await build.printed('By the user');
  program.write('../end', '');
  expect((await build.ended).code).toBe(3);

  const listed = await program.tool('task-list', [], { env });
  expect(listed).toMatchObject([
    { content: 'Before', status: 'completed' },
    { content: 'Meanwhile', status: 'completed' },
    { content: 'By the user', status: 'remaining' },
  ]);
  expect(program.exists('.iteratr/jetstream')).toBe(false);
  expect(program.servers()).toEqual([]);
});

it('waits for a server that is away when it starts, says so once, and starts when it is there', async () => {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  await server.stop();
  const program = new Program();
  const env = { ITERATR_NATS_URL: server.url };
  const build = program.startBuild({ turns: [{ steps: [{ text: 'at work\n' }] }] }, ['-i', '1'], { env });
  await build.printed('waiting until');
  await server.start();
  const { code, stdout } = await build.ended;
  expect(code).toBe(3);
  const waits = stdout.split('\n').filter((line) => /store_timeout|the store is back/.test(line));
  expect(waits).toEqual([
    expect.stringMatching(
      /^warning: the NATS server at nats:.*cannot be reached.*; waiting until \d\d:\d\d:\d\d \(store_timeout\)$/,
    ),
    expect.stringMatching(/^the store is back after \d.* s$/),
  ]);
  expect(stdout).toContain('at work');
});

it('ends with one error when the server does not come back in time', async () => {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  const program = new Program();
  const env = { ITERATR_NATS_URL: server.url, ITERATR_STORE_TIMEOUT: '3' };
  const steps = [{ text: 'now\n' }, { until: '../never' }];
  const build = program.startBuild({ turns: [{ steps }] }, ['--output', 'json'], { env });
  await build.printed('now');
  await server.stop();
  const { code, stdout } = await build.ended;
  expect(code).toBe(1);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ type }) => type === 'store-waiting')).toMatchObject([
    { cause: 'away', problem: expect.stringContaining(server.url), until: expect.any(String) },
  ]);
  expect(lines.at(-1)).toMatchObject({
    type: 'run-ended',
    reason: 'failed',
    errorCode: 'STORE.UNREACHABLE',
    message: expect.stringContaining('waited'),
  });
  expect(await program.nothingLeft()).toEqual([]);
});

it('can be interrupted while it waits', async () => {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  await server.stop();
  const program = new Program();
  const env = { ITERATR_NATS_URL: server.url };
  const build = program.startBuild({ turns: [] }, [], { env });
  await build.printed('waiting until');
  build.signal('SIGINT');
  expect((await build.ended).code).toBe(130);
});

it('says that it waits also before the screen of a terminal opens, and in the dashboard', async () => {
  const server = await externalServer();
  onTestFinished(() => server.remove());
  const program = new Program();
  const agent = program.agent({ turns: [{ steps: [{ text: 'at work\n' }, { until: '../never' }] }] });
  const env = { ITERATR_NATS_URL: server.url, ITERATR_AGENT: agent.commandLine };
  await server.stop();
  const named = openTerminal(program, ['build', '--name', 'SPEC'], { columns: 140, rows: 24, env });
  await named.waitForText('waiting until');
  named.type(KEY.ctrlC);
  await named.exited;

  await server.start();
  const ui = openTerminal(program, ['build', '--trust', '--spec', 'specs/SPEC.md'], {
    columns: 120,
    rows: 24,
    env,
  });
  await ui.waitForText('at work');
  await server.stop();
  await ui.waitForText(/waiting: for the store until/);
  await server.start();
  await ui.waitForText(/the store is back after/);
  await leaveRunning(ui);
});
