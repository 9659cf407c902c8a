// Specifies hooks as a user has them: a file in the project, a real build, an agent that reads what they say.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { describe, expect, it } from 'vitest';
import { jsonLines, Program, type StartOptions } from '../support/program.ts';
import { ANY_NUMBER_OF_TASKS, adds, mcp, ONE_TASK } from '../support/scenarios.ts';
import type { Scenario, Step } from '../support/scripted-agent/scenario.ts';
import { waitFor } from '../support/wait-for.ts';

/** macOS has no such command. */
const SETSID = process.platform === 'darwin' ? '' : 'setsid ';
const NODE = quote(process.execPath);

interface HookEntry {
  readonly command: string;
  readonly timeout?: number;
  readonly pipe_output?: boolean;
}

/** A program with these hooks; JSON is YAML. */
function withHooks(hooks: Readonly<Record<string, readonly HookEntry[]>>): Program {
  const program = new Program();
  program.write('.iteratr.hooks.yml', JSON.stringify({ version: 1, hooks }));
  program.git('add', '.');
  program.git('commit', '--quiet', '--message', 'Hooks');
  return program;
}

async function build(
  program: Program,
  scenario: Scenario,
  args: readonly string[] = [],
  options: StartOptions = {},
) {
  const agent = program.agent(scenario);
  const env = { ITERATR_AGENT: agent.commandLine, ...options.env };
  const ended = await program.run(['build', '--headless', ...args], { ...options, env });
  return { ...ended, prompts: agent.prompts().map(({ text }) => text) };
}

function outside(program: Program, name: string): string {
  return readFileSync(join(program.base, name), 'utf8');
}

const piped = (command: string): HookEntry => ({ command, pipe_output: true });

describe('what the agent reads', () => {
  it('before the prompt, with the next one, at the end, or never: as the point has it', async () => {
    const program = withHooks({
      session_start: [piped('echo "start of {{session}}"'), { command: 'echo silent' }],
      pre_iteration: [piped('echo "pre {{iteration}}"')],
      post_iteration: [piped('echo "post {{iteration}}"; exit 3')],
      session_end: [piped('echo end'), { command: 'cp ../agent-1/prompts.ndjson ../at-end' }],
    });
    const { code, stdout, prompts } = await build(program, { turns: [adds('a'), adds('b')] }, ['-i', '2']);
    expect(code).toBe(3);
    expect(prompts).toHaveLength(3);
    const [first = '', second = '', last = ''] = prompts;
    const order = (text: string, ...parts: string[]) => parts.map((part) => text.indexOf(part));
    const firstOrder = order(
      first,
      'Output of the session_start hook:',
      'start of SPEC\n',
      'pre 1',
      '# The spec',
    );
    expect(firstOrder).toEqual([...firstOrder].sort((a, b) => a - b));
    expect(firstOrder[0]).toBeGreaterThanOrEqual(0);
    const secondOrder = order(second, 'post 1\n[exited with code 3]', 'pre 2', '# The spec');
    expect(secondOrder).toEqual([...secondOrder].sort((a, b) => a - b));
    expect(secondOrder[0]).toBeGreaterThanOrEqual(0);
    expect(first).not.toContain('post 1');
    expect(second).not.toContain('start of');
    expect(last).toBe(
      'Output of the post_iteration hook:\n\n$ echo "post {{iteration}}"; exit 3\npost 2\n[exited with code 3]',
    );
    expect(prompts.join()).not.toContain('silent');
    expect(prompts.join()).not.toMatch(/\nend\n/);
    // the last message came before session_end
    expect(
      outside(program, 'at-end')
        .trim()
        .split('\n')
        .filter((line) => line.includes('"text"')),
    ).toHaveLength(3);
    for (const shown of ['silent\n', 'post 2\n', '  post_iteration: exited with code 3 (', 'end\n']) {
      expect(stdout).toContain(shown);
    }
  });

  it('at the end, and what it mends then is committed before session_end', async () => {
    const program = withHooks({
      post_iteration: [piped('test -f mended.txt || echo broken')],
      session_end: [{ command: 'git status --short > ../at-end; git log --format=%s >> ../at-end' }],
    });
    const mends: Step[] = [{ write: { path: 'mended.txt', content: '1\n' } }];
    const { code } = await build(program, { turns: [...(ONE_TASK.turns ?? []), { steps: mends }] });
    expect(code).toBe(0);
    expect(outside(program, 'at-end').split('\n').slice(0, 2)).toEqual(['Write one', 'Write one']);
    expect(program.git('show', '--stat', '--format=%b', 'HEAD')).toMatch(
      /Iteratr-Iteration: 1[\s\S]*mended\.txt/,
    );
  });

  it('an on_error hook at once, in a recovery prompt', async () => {
    const program = withHooks({
      on_error: [piped('echo "diagnosis of {{iteration}}:" {{ error | truncate: 12 }}')],
    });
    const turns = [{ steps: [{ crash: { code: 7 } }] as Step[] }, { steps: [] }, ...(ONE_TASK.turns ?? [])];
    const { code, prompts } = await build(program, { turns });
    expect(code).toBe(0);
    expect(prompts).toHaveLength(3);
    expect(prompts[1]).toMatch(/^The last turn failed: .*code 7/);
    expect(prompts[1]).toContain('\ndiagnosis of 1: the agent...');
    expect(prompts[1]).not.toContain('# The spec');
    expect(prompts[2]).toContain('# The spec');
  });
});

it('an on_error hook also when the agent refuses, and the iteration is failed', async () => {
  const program = withHooks({ on_error: [piped('echo "diagnosis: {{error}}"')] });
  const done = [mcp('task-add', { content: 'x', status: 'completed' }), mcp('session-complete')];
  const { code, prompts } = await build(program, {
    turns: [{ steps: [{ text: 'No.' }], stopReason: 'refusal' }, { steps: done }],
    reactions: [{ when: '^The last turn failed', steps: [{ text: 'I see.' }] }],
  });
  expect(code).toBe(0);
  expect(prompts[1]).toMatch(
    /^The last turn failed: the agent ended its turn by refusal\n[\s\S]*\ndiagnosis: /,
  );
  const ended = (await program.events()).filter(({ type }) => type === 'IterationEnded');
  expect(ended.map(({ data }) => data)).toMatchObject([
    { outcome: 'failed', reason: 'refusal' },
    { outcome: 'finished' },
  ]);
});

describe('on_task_complete', () => {
  it('fires once per completion, by the agent or from another terminal, in order', async () => {
    const program = withHooks({
      on_task_complete: [
        {
          command:
            'echo start {{task_id}} >> ../log; sleep 0.3; echo end {{task_id}} "$ITERATR_TASK_CONTENT" >> ../log',
        },
        piped(
          `${NODE} -e 'console.log("checked", ...process.argv.slice(1))' -- {{task_id}} '{{task_content}}'`,
        ),
      ],
    });
    const content = `It's "two"; touch pwned; echo $(touch pwned) \``;
    const steps: Step[] = [
      mcp('task-batch-add', {
        tasks: [{ content: 'One' }, { content }, { content: 'Three' }, { content: 'Four' }],
      }),
      mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      mcp('task-status', { id: 'TAS-2', status: 'completed' }),
      mcp('task-status', { id: 'TAS-2', status: 'completed' }),
      { text: 'now\n' },
      { shell: 'until [ -e ../go ]; do sleep 0.05; done' },
    ];
    const agent = program.agent({ turns: [{ steps }, { steps: [{ text: 'nothing' }] }] });
    const env = { ITERATR_AGENT: agent.commandLine, ...ANY_NUMBER_OF_TASKS };
    const running = program.start(['build', '-i', '2'], { env });
    await running.printed('now\n');
    await program.tool('task-status', ['--id', 'TAS-3', '--status', 'completed']);
    writeFileSync(join(program.base, 'go'), '');
    expect((await running.ended).code).toBe(3);
    expect(outside(program, 'log')).toBe(
      `start TAS-1\nend TAS-1 One\nstart TAS-2\nend TAS-2 ${content}\nstart TAS-3\nend TAS-3 Three\n`,
    );
    expect(program.exists('pwned')).toBe(false);
    const [first = '', second = ''] = agent.prompts().map(({ text }) => text);
    expect(first).not.toContain('checked TAS-');
    const checks = ['\nchecked TAS-1 One', `\nchecked TAS-2 ${content}`, '\nchecked TAS-3 Three'];
    const places = checks.map((text) => second.indexOf(text));
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const text of checks) expect(second.split(text)).toHaveLength(2);
  });

  it('fires before session_end for what the agent completes when it reads the last message, and what it changes is committed', async () => {
    const program = withHooks({
      post_iteration: [piped('echo "check it"')],
      on_task_complete: [{ command: 'sleep 0.5; echo {{task_id}} >> ../log' }],
      session_end: [{ command: 'echo end >> ../log' }],
    });
    const completing = [
      { write: { path: 'mended.txt', content: '1' } },
      mcp('task-status', { id: 'TAS-1', status: 'completed' }),
    ];
    const { code } = await build(
      program,
      { turns: [adds('a')], reactions: [{ when: '^Output of the post_iteration', steps: completing }] },
      ['-i', '1'],
    );
    expect(code).toBe(3);
    expect(outside(program, 'log')).toBe('TAS-1\nend\n');
    const events = await program.events();
    expect(events.at(-1)?.type).toBe('RunEnded');
    expect(program.git('show', '--name-only', '--format=%(trailers:key=Iteratr-Iteration)').trim()).toBe(
      'Iteratr-Iteration: 1\n\n\nmended.txt',
    );
    expect(events.find(({ type }) => type === 'IterationCommitted')?.data).toMatchObject({ number: 1 });
  });
});

describe('what goes wrong', () => {
  it('in a hook never stops the session', async () => {
    const program = withHooks({
      session_start: [{ command: 'exit 1' }, { command: 'no-such-command' }],
      pre_iteration: [{ ...piped('echo begun; sleep 61'), timeout: 0.3 }],
      on_task_complete: [{ command: 'kill -9 $$' }],
      post_iteration: [{ command: 'if' }],
      session_end: [{ command: 'exit 9' }],
    });
    const { code, stdout, prompts } = await build(program, ONE_TASK, ['--output', 'json']);
    expect(code).toBe(0);
    expect(prompts[0]).toContain('begun\n[timed out after 0.3 s]');
    const ends = jsonLines(stdout).filter(({ type }) => type === 'hook-ended');
    expect(ends.map(({ point, exitCode, error }) => [point, exitCode, error])).toEqual([
      ['session_start', 1, 'exited with code 1'],
      ['session_start', 127, 'exited with code 127'],
      ['pre_iteration', null, 'timed out after 0.3 s'],
      ['on_task_complete', null, 'ended by SIGKILL'],
      ['post_iteration', 2, 'exited with code 2'],
      ['session_end', 9, 'exited with code 9'],
    ]);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('in the file stops the build before anything starts', async () => {
    const program = withHooks({ pre_iterations: [{ command: 'touch ran' }] });
    const { code, stdout, stderr, prompts } = await build(program, ONE_TASK);
    expect([code, stdout, prompts]).toEqual([2, '', []]);
    expect(stderr).toMatch(
      /^iteratr: .*\.iteratr\.hooks\.yml:1: unknown key "pre_iterations" in hooks; did you mean pre_iteration\? .*\n$/,
    );
    expect(program.exists('ran')).toBe(false);
    expect(program.exists('.iteratr')).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the hook that runs, given twice even one that will not',
    async (signal) => {
      const tree = `trap '' TERM; ${SETSID}sh -c 'sleep 61; :' & echo begun; sleep 62; :`;
      const program = withHooks({
        pre_iteration: [{ command: tree, timeout: 60 }],
        session_end: [{ command: 'touch ran' }],
      });
      for (const times of [1, 2]) {
        const running = program.startBuild(ONE_TASK);
        await running.printed('begun\n');
        const sleeping = () => program.processes().filter(({ command }) => /^sleep 6[12]$/.test(command));
        await waitFor('the whole tree', () => sleeping().length === 2);
        running.signal(signal);
        if (times === 2) {
          await waitFor('the build to end', () => {
            running.signal(signal);
            return !program.processes().some(({ pid }) => pid === running.pid);
          });
        }
        expect((await running.ended).code).toBe(signal === 'SIGINT' ? 130 : 143);
        expect(await program.nothingLeft()).toEqual([]);
        expect(program.exists('ran')).toBe(false);
      }
    },
  );
});

it('the example of the manual works', async () => {
  const program = new Program();
  program.write('validate-task.mjs', 'console.log("validated", process.argv[2]);');
  program.write('notify.mjs', 'import fs from "node:fs"; fs.writeFileSync("../notified", process.argv[2]);');
  program.write(
    '.iteratr.hooks.yml',
    `version: 1

hooks:
  session_start:
    - command: "git log -1 --format=%s"
      timeout: 30
    - command: "${process.execPath} --check validate-task.mjs"
      timeout: 60
      pipe_output: true # Send build errors to agent

  pre_iteration:
    - command: "${process.execPath} -e 'console.error(\\"1 lint error\\"); process.exit(1)'"
      timeout: 30
      pipe_output: true # Agent sees lint errors and can fix them

  post_iteration:
    - command: "${process.execPath} -e 'console.log(\\"FAIL a.test\\"); process.exit(1)'"
      timeout: 120
      pipe_output: true # Agent sees test failures next iteration
    - command: 'echo "{\\"text\\":\\"Iteration done\\"}" > ../payload'
      timeout: 5
      # pipe_output: false (default) - just notification

  session_end:
    - command: "git status --short"
      timeout: 30
    - command: "${process.execPath} notify.mjs {{session}}"
      timeout: 10

  on_task_complete:
    - command: "${process.execPath} validate-task.mjs {{task_id}}"
      timeout: 30
      pipe_output: true # Send validation results to agent

  on_error:
    - command: "git diff HEAD"
      timeout: 10
      pipe_output: true # Show agent what changed before error
`,
  );
  const steps: Step[] = [
    mcp('task-add', { content: 'One' }),
    mcp('task-status', { id: 'TAS-1', status: 'completed' }),
  ];
  const { code, prompts } = await build(program, {
    turns: [{ steps }, { steps: [mcp('session-complete')] }],
  });
  expect(code).toBe(0);
  expect(prompts[0]).not.toContain('session_start');
  expect(prompts[0]).toContain('\n1 lint error\n[exited with code 1]');
  expect(prompts[1]).toContain('\nFAIL a.test\n[exited with code 1]');
  expect(prompts[1]).toContain('\nvalidated TAS-1');
  expect(JSON.parse(outside(program, 'payload'))).toEqual({ text: 'Iteration done' });
  expect(outside(program, 'notified')).toBe('SPEC');
});

it('hooks find session and store by their environment', async () => {
  const program = withHooks({
    pre_iteration: [
      { command: 'printf "%s|%s|%s" "$ITERATR_SESSION" "$ITERATR_ITERATION" "$ITERATR_DATA_DIR" > ../env' },
    ],
  });
  await build(program, ONE_TASK, ['--name', 'other', '--data-dir', 'state']);
  expect(outside(program, 'env')).toBe(`other|1|${program.path('state')}`);
});

describe('iteratr hooks', () => {
  const POINTS =
    'session_start, worker_start, pre_iteration, post_iteration, session_end, on_task_complete, on_error';

  it('check shows what runs when', async () => {
    const program = withHooks({
      on_error: [{ ...piped('echo {{error}}\ndate'), timeout: 1.5 }],
      session_end: [{ command: 'x' }],
    });
    expect(await program.run(['hooks', 'check'])).toEqual({
      code: 0,
      stdout:
        '.iteratr.hooks.yml is valid: 2 hooks\n\nsession_end\n  $ x\n    at most 30 s\n\n' +
        'on_error\n  $ echo {{error}}\n    date\n    at most 1.5 s, output goes to the agent\n',
      stderr: '',
    });
    const { stdout } = await program.run(['hooks', 'check', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      file: program.path('.iteratr.hooks.yml'),
      hooks: {
        session_start: [],
        worker_start: [],
        pre_iteration: [],
        post_iteration: [],
        session_end: [{ command: 'x', timeout: 30, pipe_output: false }],
        on_task_complete: [],
        on_error: [{ command: 'echo {{error}}\ndate', timeout: 1.5, pipe_output: true }],
      },
    });
    expect(program.exists('.iteratr')).toBe(false);
  });

  it('says that there is no file', async () => {
    const program = new Program();
    const text = `no hooks: there is no .iteratr.hooks.yml in ${program.workTree}\n`;
    expect(await program.run(['hooks', 'check'])).toEqual({ code: 0, stdout: text, stderr: '' });
    expect(await program.run(['hooks', 'run', 'on_error'])).toEqual({ code: 0, stdout: text, stderr: '' });
    const { stdout } = await program.run(['hooks', 'check', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ file: null, hooks: { on_error: [] } });
  });

  it('says what is wrong in the file', async () => {
    const program = new Program();
    program.write('.iteratr.hooks.yml', 'version: 3\n');
    for (const args of [['check'], ['check', '--json'], ['run', 'on_error']]) {
      const { code, stdout, stderr } = await program.run(['hooks', ...args]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toBe(
        `iteratr: ${program.path('.iteratr.hooks.yml')}:1: version is 3, this iteratr supports only 1\n`,
      );
    }
  });

  it('run shows what happens and what the agent would get', async () => {
    const program = withHooks({
      on_task_complete: [
        piped('echo {{task_id}} {{task_content}} {{session}} {{iteration}}'),
        { command: 'echo other >&2' },
      ],
    });
    const { code, stdout, stderr } = await program.run(['hooks', 'run', 'on_task_complete']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll(/\d+\.\d s/g, 'T')).toBe(
      [
        '  on_task_complete: $ echo {{task_id}} {{task_content}} {{session}} {{iteration}}',
        'TAS-1 A sample task sample 1',
        '  on_task_complete: done (T)',
        '  on_task_complete: $ echo other >&2',
        'other',
        '  on_task_complete: done (T)',
        '',
        "The agent would get, with the next iteration's prompt:",
        '',
        'Output of the on_task_complete hook:',
        '',
        '$ echo {{task_id}} {{task_content}} {{session}} {{iteration}}',
        'TAS-1 A sample task sample 1',
        '',
      ].join('\n'),
    );
    const given = ['--task-id', 'TAS-7', '--task-content', '-n $(id)', '-n', 'mine', '--iteration', '12'];
    const own = await program.run(['hooks', 'run', 'on_task_complete', ...given]);
    expect(own.stdout).toContain('\nTAS-7 -n $(id) mine 12\n');
  });

  it('run exits with 1 when a command failed', async () => {
    const program = withHooks({
      on_error: [{ command: 'echo {{error}}; exit 4' }, { command: 'echo next' }],
    });
    const { code, stdout } = await program.run(['hooks', 'run', 'on_error', '--error', 'lost']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nlost\n {2}on_error: exited with code 4 .*\nnext\n.*\n\nThe agent would get nothing\.\n$/s,
    );
  });

  it.each([
    [['run'], `no hook point is named; name one of ${POINTS}`],
    [['run', 'on_errors'], `unknown hook point "on_errors"; name one of ${POINTS}`],
    [
      ['run', 'on_error', '--iteration', 'x'],
      '--iteration "x" is not the number of an iteration; use a whole number above 0',
    ],
  ])('%j is refused', async (args, message) => {
    const program = new Program();
    expect(await program.run(['hooks', ...args])).toEqual({
      code: 2,
      stdout: '',
      stderr: `iteratr: ${message}\n`,
    });
  });

  it('run ends with what it runs when it is interrupted', async () => {
    const program = withHooks({
      on_error: [{ command: 'echo begun; sleep 61; :' }, { command: 'touch ran' }],
    });
    const running = program.start(['hooks', 'run', 'on_error']);
    await running.printed('begun\n');
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await program.nothingLeft()).toEqual([]);
    expect(program.exists('ran')).toBe(false);
  });
});

it('that a killed build left behind is ended by the next one', async () => {
  const program = withHooks({ pre_iteration: [{ command: 'echo "hook began"; sleep 300' }] });
  const build = program.startBuild({ turns: [] });
  await build.printed('hook began\n');
  const sleeping = () => program.processes().filter(({ command }) => command.startsWith('sleep 300'));
  build.signal('SIGKILL');
  await build.ended;
  expect(sleeping()).toHaveLength(1);
  program.write('.iteratr.hooks.yml', 'version: 1');
  expect((await program.build(ONE_TASK)).code).toBe(0);
  expect(sleeping()).toEqual([]);
});

it('is recorded with what became of it', async () => {
  const program = withHooks({ pre_iteration: [{ command: 'exit 3' }] });
  await program.build(ONE_TASK);
  const ran = (await program.events()).filter(({ type }) => type === 'HookRan');
  expect(ran.map(({ data }) => data)).toEqual([
    expect.objectContaining({
      point: 'pre_iteration',
      command: 'exit 3',
      exitCode: 3,
      error: 'exited with code 3',
    }),
  ]);
});
