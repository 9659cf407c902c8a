// Checks through the real program: what counts as done is what the project's own commands say.
import { expect, it } from 'vitest';
import { ITERATR, jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Step, Turn } from '../support/scripted-agent/scripted-agent.ts';

const PLAN: Turn = {
  steps: [mcp('task-batch-add', { tasks: [{ content: 'Write one' }, { content: 'Write two' }] })],
};

function does(task: number, ...steps: readonly Step[]): Turn {
  const id = `TAS-${task}`;
  return {
    steps: [
      mcp('task-status', { id, status: 'in_progress' }),
      ...steps,
      mcp('task-status', { id, status: 'completed' }),
    ],
  };
}

const write = (path: string, content: string): Step => ({ write: { path, content } });

function story(stdout: string): string[] {
  return jsonLines(stdout).flatMap((line) => {
    const { type, data } = (line.event ?? {}) as { type?: string; data?: Record<string, unknown> };
    if (type === 'CheckRan') return [`${data?.phase} ${data?.outcome}`];
    return type?.startsWith('TaskVer') || type?.startsWith('TaskRet') || type?.startsWith('Completion')
      ? [`${type} ${data?.id ?? ''}`.trim()]
      : [];
  });
}

it('fixes red work in the same iteration, returns what stays red, and completes only when all is green', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'verify: ["test ! -e broken && echo ran >> checks.log"]\nverify_rounds: 1\n');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const { code, stdout } = await program.build(
    {
      turns: [
        PLAN,
        // Red, then fixed in the same context.
        does(1, write('one.txt', '1'), write('broken', '')),
        { steps: [{ shell: 'rm broken' }] },
        // Red, and still red.
        does(2, write('two.txt', '2'), write('broken', '')),
        { steps: [write('more.txt', 'more')] },
        does(2, { shell: 'rm broken' }),
        { steps: [mcp('session-complete')] },
      ],
    },
    ['--output', 'json'],
  );
  expect(story(stdout)).toEqual([
    ...['baseline green', 'task red', 'task green', 'TaskVerified TAS-1'],
    ...['task red', 'task red', 'TaskReturned TAS-2'],
    ...['task green', 'TaskVerified TAS-2', 'CompletionRequested', 'session green'],
  ]);
  expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({ code: 0, last: { reason: 'complete' } });
  const log = program.git('log', '--format=%s%n%(trailers:only)');
  expect(log).toContain('Unverified: TAS-2 Write two');
  expect(log).toContain('Iteratr-Unverified: TAS-2');
  // What checks write is not the agent's.
  expect(program.git('status', '--short')).toContain('?? checks.log');
});

it('does not start with a check whose command does not exist', async () => {
  const program = new Program();
  const { code, stderr } = await program.build({ turns: [PLAN] }, [], {
    env: { ITERATR_VERIFY: '[no-such-command --all]' },
  });
  expect([code, stderr]).toEqual([
    2,
    'iteratr: the command of the check "no-such-command --all" does not exist; install it, or correct verify in the configuration\n',
  ]);
});

it.each([
  ['[""]', /verify has a mistake in entry 1: the command is empty/],
  ['[{command: x, timeout: 0}]', /entry 1: timeout is 0, not a whole number of seconds from 1 to 86400/],
  ['[{command: x, on: [never]}]', /entry 1: on is \["never"\], not a list of task, session/],
  ['[{comand: x}]', /entry 1: "comand" is not one of command, timeout, on, junit/],
  ['npm test', /verify is "npm test", expected a list such as/],
])('refuses the mistake in %s', async (verify, message) => {
  const program = new Program();
  const { code, stderr } = await program.build({ turns: [PLAN] }, [], { env: { ITERATR_VERIFY: verify } });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

it('ends a check that hangs at its time limit, and what a check leaves running in the background', async () => {
  const program = new Program();
  const { stdout } = await program.build(
    { turns: [PLAN, does(1, write('one.txt', '1'))] },
    ['-i', '2', '--output', 'json'],
    {
      env: {
        ITERATR_VERIFY: '[{command: "if [ -e one.txt ]; then sleep 100 & sleep 100; fi", timeout: 1}]',
        ITERATR_VERIFY_ROUNDS: '0',
      },
    },
  );
  expect(story(stdout)).toEqual(['baseline green', 'task timeout', 'TaskReturned TAS-1']);
  expect(await program.nothingLeft()).toEqual([]);
}, 30_000);

it('tells in every place what is proven, and lets the user accept a task, but not the agent', async () => {
  const program = new Program();
  const { code, stdout } = await program.build(
    {
      turns: [
        PLAN,
        // Nothing is changed.
        does(1),
        does(2, write('two.txt', '2')),
        {
          steps: [
            { shell: `"${process.execPath}" "${ITERATR}" accept TAS-1 --name SPEC 2> refused; true` },
            mcp('session-complete'),
          ],
        },
      ],
    },
    [],
    { env: { ITERATR_VERIFY: '["true"]' } },
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^proof: 1 doubtful \(TAS-1\), 1 verified\n {2}TAS-1 doubtful: [\s\S]*\ncheck: true is green$/m,
  );
  expect(program.read('refused')).toContain('the agent cannot accept its own work');
  const show = await program.run(['sessions', 'show', 'SPEC']);
  expect(show.stdout).toMatch(/^proof +1 doubtful \(TAS-1\), 1 verified$/m);
  expect(show.stdout).toMatch(/^checks +true is green$/m);
  expect((await program.run(['tool', 'task-list', '--name', 'SPEC'])).stdout).toContain(
    '- TAS-1 [P2] Write one (doubtful)\n- TAS-2 [P2] Write two (verified)',
  );
  expect(await program.run(['accept', '1', '--name', 'SPEC'])).toMatchObject({
    code: 0,
    stdout: 'TAS-1 accepted\n',
  });
  expect(await program.tool('task-list')).toMatchObject([{ proof: 'accepted' }, { proof: 'verified' }]);
  const exported = await program.run(['sessions', 'export', 'SPEC']);
  expect(exported.stdout).toContain('| Proof | 1 verified, 1 accepted |');
});

it('says that nothing was verified without checks', async () => {
  const program = new Program();
  const { stdout } = await program.build({ turns: [PLAN, does(1, write('one.txt', '1'))] }, ['-i', '2']);
  expect(stdout).toContain('nothing was verified: no checks are configured (verify)');
});

it('runs the checks by hand, for the session or for a task, but not while a build runs', async () => {
  const program = new Program();
  program.write(
    'iteratr.yml',
    'verify: ["test -e one.txt", {command: "test ! -e two.txt", on: [session]}]\n',
  );
  const env = { ITERATR_VERIFY: '[]' };
  await program.build({ turns: [PLAN, does(1, write('two.txt', '2'))] }, ['-i', '2'], { env });

  const all = await program.run(['verify', '--name', 'SPEC']);
  expect(all.code).toBe(1);
  expect(all.stdout).toMatch(/^test -e one\.txt +is red +1 +\d\.\d s\ntest ! -e two\.txt +is red +1 +/m);
  expect(await program.run(['verify', '--name', 'SPEC', '--task', '2'])).toMatchObject({
    code: 1,
    stderr: 'iteratr: TAS-2 is remaining, not completed; only a completed task can be verified\n',
  });
  program.write('one.txt', '1');
  const one = await program.run(['verify', '--name', 'SPEC', '--task', '1', '--json']);
  expect([one.code, JSON.parse(one.stdout)]).toMatchObject([
    0,
    {
      green: true,
      task: 'TAS-1',
      checks: [{ command: 'test -e one.txt', outcome: 'green', phase: 'manual' }],
    },
  ]);
  expect(await program.tool('task-list')).toMatchObject([{ proof: 'verified' }, { status: 'remaining' }]);

  const build = program.startBuild(
    { turns: [{ steps: [{ text: 'working' }, { until: 'go' }] }] },
    ['-i', '1'],
    { env },
  );
  await build.printed('working');
  const busy = await program.run(['verify', '--name', 'SPEC']);
  expect([busy.code, busy.stderr]).toEqual([2, expect.stringContaining('is already being run by process')]);
  program.write('go', '');
  await build.ended;
  const none = await program.run(['verify', '--name', 'SPEC'], { env });
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringContaining('no check is configured; list the commands'),
  ]);
});

it('takes work for red that edits a protected test, until it is undone or the user accepts it', async () => {
  const program = new Program();
  program.mkdir('test');
  program.write('test/one.sh', 'test "$(cat one.txt)" = 1\n');
  program.write('iteratr.yml', 'verify: [sh test/one.sh]\nprotect: [test, nothing]\nverify_rounds: 1\n');
  program.write('one.txt', '1');
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const weaken = [write('one.txt', '2'), write('test/one.sh', 'true\n')];
  const { stdout } = await program.build(
    {
      turns: [
        PLAN,
        // Edits the test, and undoes it with the work when it hears that.
        does(1, ...weaken),
        { steps: [write('one.txt', '1'), { shell: 'git checkout -q test/one.sh' }] },
        // Edits the test, and insists.
        does(2, ...weaken),
        { steps: [write('two.txt', '2')] },
      ],
    },
    ['-i', '3'],
  );
  expect(stdout).toContain('warning: protect: no file matches nothing\n');
  expect(stdout).toContain('-test "$(cat one.txt)" = 1\n+true\n');
  expect(stdout).toContain('protected: test/one.sh changed');
  expect(stdout).toContain('TAS-1 verified');
  expect(stdout).toContain('TAS-2 returned by the checks: protected files changed: test/one.sh');
  expect(program.git('log', '-1', '--format=%s')).toContain('Unverified: TAS-2');

  const red = await program.run(['verify', '--name', 'SPEC']);
  expect([red.code, red.stdout]).toEqual([1, expect.stringContaining('protected: test/one.sh changed\n')]);
  expect(await program.run(['accept', '--protected', '--name', 'SPEC'])).toMatchObject({
    code: 0,
    stdout: 'test/one.sh accepted\n',
  });
  expect(await program.run(['verify', '--name', 'SPEC'])).toMatchObject({ code: 0 });
  expect(await program.run(['accept', '--protected', '--name', 'SPEC'])).toMatchObject({
    code: 1,
    stderr: 'iteratr: no protected file differs from what is accepted\n',
  });
}, 30_000);

it.each([
  ['["**"]', /protect covers every file, so that no work could be accepted/],
  ['[/etc/passwd]', /protect has "\/etc\/passwd", which names no file of the project/],
  ['["../x"]', /which names no file of the project/],
  ['test/**', /protect is "test\/\*\*", expected a list/],
])('refuses to protect %s', async (protect, message) => {
  const program = new Program();
  const { code, stderr } = await program.build({ turns: [PLAN] }, [], { env: { ITERATR_PROTECT: protect } });
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
