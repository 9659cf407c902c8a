// Specifies notifications of the real program: to a web server on loopback and to commands, in every mode.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { hang, receiver, SECRET_PATH, status } from '../support/receiver.ts';
import { adds, mcp, ONE_TASK } from '../support/scenarios.ts';
import { openBuild } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const FAILING = { turns: [{ error: { message: 'the key sk-12345678-abcdef is wrong' } }] };
const STUCK = { turns: [{ steps: [mcp('task-add', { content: 'a', status: 'blocked' })] }] };

const LIMITED = {
  error: { code: -32603, message: 'Too Many Requests', data: { status: 429, retryAfterMs: 120_000 } },
};

describe('a headless build', () => {
  it.each([
    ['complete', ONE_TASK, [], { exit: 0, reason: 'complete', tasks: { total: 1, completed: 1, open: 0 } }],
    ['limit', { turns: [adds('a')] }, ['-i', '1'], { exit: 3, reason: 'iteration_limit', iteration: 1 }],
    ['stuck', STUCK, [], { exit: 4, reason: 'no_progress' }],
    ['failed', FAILING, [], { exit: 1, reason: 'failed' }],
  ] as const)('tells that its run ended as %s', async (event, scenario, args, rest) => {
    const program = new Program();
    const { url, documents } = await receiver();
    const env = { ITERATR_NOTIFY: url, ITERATR_MAX_FAILURES: '1' };
    const { code, stdout, stderr } = await program.build(scenario, args, { env });
    expect(code).toBe(rest.exit);
    expect(documents()).toMatchObject([{ v: 1, event, session: 'SPEC', spec: 'specs/SPEC.md', ...rest }]);
    expect(stdout + stderr).not.toContain(SECRET_PATH);
  });

  it('tells that it waits while it waits, and then that it has ended', async () => {
    const program = new Program();
    const { url, documents } = await receiver();
    const { commandLine } = program.agent({ turns: [LIMITED, ...(ONE_TASK.turns ?? [])] });
    const env = { ITERATR_NOTIFY: url, ITERATR_AGENTS: JSON.stringify({ mine: { command: commandLine } }) };
    const build = program.start(['build', '--headless', '--model', 'mine:x'], { env });
    await waitFor('the wait', () => documents().length > 0);
    expect(documents()[0]).toMatchObject({
      ...{ event: 'wait', iteration: 1, wait: { cause: 'rate_limited', agent: 'mine' } },
      text: expect.stringMatching(
        /^iteratr SPEC: mine waits until .*: the provider limits the rate of requests$/,
      ),
    });
    expect((await program.run(['resume', '--name', 'SPEC'])).code).toBe(0);
    expect((await build.ended).code).toBe(0);
    expect(documents().map(({ event }) => event)).toEqual(['wait', 'complete']);
  });

  it('waits five seconds for what is under way when it is interrupted once', async () => {
    const program = new Program();
    const { url, received } = await receiver(hang);
    const build = program.startBuild({ turns: [LIMITED] }, [], { env: { ITERATR_NOTIFY: url } });
    await waitFor('the request', () => received.length > 0);
    const since = Date.now();
    build.signal('SIGINT');
    const { code, stderr } = await build.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('iteratr: a notification was not delivered in time');
    expect(Date.now() - since).toBeGreaterThan(4_500);
    expect(Date.now() - since).toBeLessThan(9_000);
  });

  it('tells that its agent could not start', async () => {
    const program = new Program();
    const { url, documents } = await receiver();
    const env = { ITERATR_NOTIFY: url, ITERATR_AGENT: 'no-such-agent' };
    expect((await program.run(['build', '--headless'], { env })).code).toBe(2);
    expect(documents()).toMatchObject([
      { event: 'failed', session: 'SPEC', spec: null, reason: 'failed', exit: 2, iteration: 0 },
    ]);
  });

  it('keeps secrets of the message, and the webhook, to itself', async () => {
    const program = new Program();
    const { url, documents } = await receiver();
    const log = program.path('..', 'log');
    const scenario = { turns: [{ error: { message: `no sk-12345678-abcdef for ${url}` } }] };
    const env = { ITERATR_NOTIFY: url, ITERATR_MAX_FAILURES: '1', MY_API_KEY: 'sk-12345678-abcdef' };
    const { stdout } = await program.build(scenario, [], {
      env: { ...env, ITERATR_LOG_FILE: log, ITERATR_LOG_LEVEL: 'debug' },
    });
    const [document] = documents();
    expect(document?.message).toMatch(
      /no \[secret: MY_API_KEY\] for http:\/\/127\.0\.0\.1:\d+\[secret: notify\]/,
    );
    const written = stdout + readFileSync(log, 'utf8') + JSON.stringify(document);
    expect(written).not.toMatch(/wX9yZ8aB7cD6eF5g|sk-12345678-abcdef/);
  });

  it('tells nothing that the user does not want, and nothing when it is interrupted', async () => {
    const program = new Program();
    const { url, documents } = await receiver();
    const env = { ITERATR_NOTIFY: url, ITERATR_NOTIFY_ON: '[failed, stuck]' };
    expect((await program.build(ONE_TASK, [], { env })).code).toBe(0);
    const other = new Program();
    const hanging = other.startBuild({ turns: [{ steps: [{ text: 'I hang.\n' }, { hang: true }] }] }, [], {
      env: { ITERATR_NOTIFY: url },
    });
    await hanging.printed('I hang.');
    hanging.signal('SIGINT');
    expect((await hanging.ended).code).toBe(130);
    expect(documents()).toEqual([]);
  });

  it('shows one warning if nothing is delivered, and has the exit code of its run', async () => {
    const program = new Program();
    const { url, received } = await receiver(status(404, 'no_team'));
    const { code, stderr, stdout } = await program.build(ONE_TASK, ['--output', 'json'], {
      env: { ITERATR_NOTIFY: url },
    });
    expect([code, received.length, jsonLines(stdout).at(-1)?.type]).toEqual([0, 1, 'run-ended']);
    expect(stderr).toMatch(
      /^iteratr: a notification was not delivered: http:\/\/127\.0\.0\.1:\d+ answered HTTP 404: no_team\n$/,
    );
  });

  it('waits five seconds for a receiver that hangs, but not after a second Ctrl+C', async () => {
    const program = new Program();
    const { url, received } = await receiver(hang);
    const env = { ITERATR_NOTIFY: url };
    const build = program.startBuild(ONE_TASK, [], { env });
    await waitFor('the request', () => received.length > 0);
    const since = Date.now();
    // The session is free meanwhile.
    expect((await program.run(['sessions', 'rename', 'SPEC', 'other'])).stderr).toBe('');
    expect((await program.run(['sessions', 'rename', 'other', 'SPEC'])).code).toBe(0);
    expect(build.stderr).toBe('');
    const { code, stderr } = await build.ended;
    expect(Date.now() - since).toBeLessThan(8_000);
    expect([code, stderr]).toEqual([0, 'iteratr: a notification was not delivered in time\n']);

    const again = program.startBuild(ONE_TASK, ['--reset'], { env });
    await waitFor('the second request', () => received.length > 1);
    const then = Date.now();
    again.signal('SIGINT');
    await waitFor('the first signal', () => again.stderr.includes('press Ctrl+C again'));
    again.signal('SIGTERM');
    expect((await again.ended).code).toBe(130);
    expect(Date.now() - then).toBeLessThan(3_000);
  });

  it('runs a command with the JSON, in the folder of the project', async () => {
    const program = new Program();
    const command = `sh -c 'cat > notified; pwd >> notified; echo "[$DENIED][$ITERATR_SESSION]" >> notified'`;
    const env = { ITERATR_NOTIFY: command, ITERATR_ENV_DENY: '[DENIED]', DENIED: 'x' };
    expect((await program.build(ONE_TASK, [], { env })).code).toBe(0);
    const [json = '', folder, rest] = program.read('notified').split('\n');
    expect(JSON.parse(json)).toMatchObject({ event: 'complete', session: 'SPEC' });
    expect([folder, rest]).toEqual([program.workTree, '[][SPEC]']);
  });

  it('ends a command that hangs, and leaves no process', async () => {
    const program = new Program();
    const env = { ITERATR_NOTIFY: `sh -c 'sleep 301 & sleep 302'` };
    const { code, stderr } = await program.build(ONE_TASK, [], { env });
    expect([code, stderr]).toEqual([0, 'iteratr: a notification was not delivered in time\n']);
    expect(await program.nothingLeft()).toEqual([]);
  });
});

it('tells that a run in the dashboard has ended while the dashboard is open', async () => {
  const program = new Program();
  const { url, documents } = await receiver();
  const { ui } = openBuild(program, ONE_TASK, { env: { ITERATR_NOTIFY: url } });
  await waitFor('the notification', () => documents().length > 0);
  expect(documents()).toMatchObject([{ event: 'complete', session: 'SPEC' }]);
  expect((await ui.screen()).join('\n')).not.toContain(SECRET_PATH);
  ui.type('\x03');
  await waitFor('the exit', () => !ui.isRunning);
});

describe('a project that sets notify', () => {
  it('is named in the first lines, and its webhook is not handed to the agent', async () => {
    const program = new Program();
    const { url, documents } = await receiver();
    program.write('iteratr.yml', `notify: ${url}\n`);
    const steps = [{ shell: 'env > ../seen' }, ...(ONE_TASK.turns?.[0]?.steps ?? [])];
    const { stdout } = await program.build({ turns: [{ steps }] });
    expect(stdout.split('\n')[0]).toMatch(/iteratr\.yml sets notify: http:\/\/127\.0\.0\.1:\d+\/\*\*\*$/);
    expect(documents()).toHaveLength(1);
    expect(readFileSync(program.path('..', 'seen'), 'utf8')).not.toContain('ITERATR_NOTIFY');
  });

  it('reaches nothing by commands that only read', async () => {
    const program = new Program();
    const { url, received } = await receiver();
    program.write('iteratr.yml', `notify: ${url}\n`);
    const { stdout } = await program.run(['doctor', '--notify', '--json', '--timeout', '5'], {
      env: { ITERATR_AGENT: 'true' },
    });
    expect(stdout).toMatch(/notify in the project's file is ignored: it is not trusted/);
    await program.run(['config']);
    expect(received).toEqual([]);
  });
});

describe('doctor', () => {
  const examine = async (notify: string, args: readonly string[] = []) => {
    const program = new Program();
    const { stdout } = await program.run(['doctor', '--json', ...args], {
      env: { ITERATR_AGENT: 'true', ITERATR_NOTIFY: notify },
    });
    const checks = JSON.parse(stdout).checks as {
      id: string;
      findings: { state: string; found: string }[];
    }[];
    return { program, findings: checks.find(({ id }) => id === 'notify')?.findings };
  };

  it('says where notifications go, and sends none', async () => {
    const { url, port, received } = await receiver();
    expect((await examine(url)).findings).toEqual([
      {
        state: 'ok',
        found: `sent to http://127.0.0.1:${port}/*** on complete, failed, stuck, question, limit, wait`,
      },
    ]);
    expect(received).toEqual([]);
    expect((await examine('no-such-command x')).findings).toMatchObject([
      { state: 'warning', found: 'the command no-such-command of notify was not found' },
    ]);
  });

  it('sends a test and shows the answer with --notify', async () => {
    const { url, documents } = await receiver(status(200, 'ok'), status(403, 'action_prohibited'));
    const found = async (notify: string) => (await examine(notify, ['--notify'])).findings?.at(-1);
    expect(await found(url)).toEqual({
      state: 'ok',
      found: 'the test notification was delivered; the answer: ok',
    });
    expect(documents()).toMatchObject([{ v: 1, event: 'test' }]);
    expect(await found(url)).toMatchObject({ state: 'failed', found: expect.stringContaining('HTTP 403') });
    expect(await found('')).toMatchObject({ state: 'warning', found: 'none: notify is not set' });
    const command = await examine(`sh -c 'cat > got'`, ['--notify']);
    expect(command.findings?.at(-1)).toMatchObject({ state: 'ok' });
    expect(existsSync(command.program.path('got'))).toBe(true);
  });
});

it.each([
  ['notify', 'ftp://example.org/secretsecret', /notify is "ftp:\/\/example\.org\/\*\*\*", expected an http/],
  ['notify', 'https:/example.org', /notify is .*expected an http/],
  ['notify', 'node "a', /notify is "node \\"a", expected an http/],
  ['notify_on', '[complet]', /has the unknown word "complet", expected a list.*did you mean complete\?/],
  ['notify_on', '[]', /notify_on is an empty list, expected a list of one or more of complete, failed/],
  ['notify_on', 'complete', /notify_on is "complete", expected a list of one or more/],
])('refuses %s: %s with one line', async (key, value, problem) => {
  const program = new Program();
  program.write('iteratr.yml', `${key}: ${value}\n`);
  const { code, stderr } = await program.run(['build', '--headless']);
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toMatch(problem);
});
