// Specifies what `iteratr build` does as a program: sessions from the first iteration to the last, by every route.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { adds, mcp, ONE_TASK, TWO_TASKS } from '../support/scenarios.ts';
import type { Step, Turn } from '../support/scripted-agent/scenario.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

const IDLE: Turn = { steps: [{ text: 'nothing' }] };

const USED = {
  ...{ inputTokens: 100, outputTokens: 20, totalTokens: 120 },
  cost: { amount: 0.25, currency: 'USD' },
};

function types(events: readonly { type: string }[]): string[] {
  return events.map(({ type }) => type);
}

describe('a whole session', () => {
  it('has one session open in the agent at a time, and none in the end', async () => {
    const program = new Program();
    const { commandLine, sessions } = program.agent({ turns: TWO_TASKS, closing: 'answers' });
    const { code, stdout } = await program.run(['build', '--headless'], {
      env: { ITERATR_AGENT: commandLine },
    });
    expect(code, stdout).toBe(0);
    expect(sessions()).toEqual([1, 2, 3].flatMap((n) => [`+session-${n}`, `-session-${n}`]));
  });

  it('goes from the spec to the end, over MCP over HTTP', async () => {
    const program = new Program();
    const { code, stdout, stderr } = await program.build({ turns: TWO_TASKS });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^iteratr · session SPEC · spec specs\/SPEC\.md · model fake\/model · Scripted 1/);
    for (const part of ['── Iteration 3 ', 'I make a plan.', '+ TAS-1 [P2] Write one', '✓ TAS-2 completed']) {
      expect(stdout).toContain(part);
    }
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^complete: .*2\/2 tasks · 3 iterations/);

    const subjects = program.git('log', '--format=%s', '--reverse').trim().split('\n');
    expect(subjects).toEqual(['Begin', 'Write one', 'Write two']);
    expect(program.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('two.txt');
    expect(program.git('log', '-1', '--format=%(trailers)').trim().split('\n')).toEqual([
      'Iteratr-Session: SPEC',
      'Iteratr-Iteration: 3',
      'Iteratr-Task: TAS-2',
    ]);
    expect(program.git('status', '--porcelain')).toBe('');
    expect(await program.nothingLeft()).toEqual([]);

    const events = await program.events();
    expect(types(events).filter((type) => type.startsWith('Iteration') || type.startsWith('Run'))).toEqual([
      'RunStarted',
      ...['IterationStarted', 'IterationSummaryRecorded', 'IterationEnded'],
      ...['IterationStarted', 'IterationSummaryRecorded', 'IterationEnded', 'IterationCommitted'],
      ...['IterationStarted', 'IterationSummaryRecorded', 'IterationEnded', 'IterationCommitted'],
      'RunEnded',
    ]);
    const completed = events.filter(
      ({ type, data }) => type === 'TaskStatusChanged' && (data as { to: string }).to === 'completed',
    );
    expect(completed.map(({ actor, iteration }) => [actor, iteration])).toEqual([
      ['agent', 2],
      ['agent', 3],
    ]);
  });

  it('works with an agent that takes MCP servers over stdio only', async () => {
    const program = new Program();
    const { code, stderr } = await program.build({ ...ONE_TASK, mcpHttp: false });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(await program.nothingLeft()).toEqual([]);
    const events = await program.events();
    expect(events.find(({ type }) => type === 'TaskAdded')).toMatchObject({ actor: 'agent', iteration: 1 });
    expect(types(events)).toContain('SessionCompleted');
  });

  it('works with an agent that uses the shell, with the command that stands in its prompt', async () => {
    const program = new Program();
    program.write('template', 'RUN<{{ binary }}>\n{{ tasks }}');
    const steps: Step[] = [
      { shell: `printf '%s' '{{prompt}}' | sed -n 's/.*RUN<\\(.*\\)>.*/\\1/p'`, save: { name: 'iteratr' } },
      { shell: '{{iteratr}} tool task-add --content "Write one" --priority 4' },
      { shell: 'cd / && {{iteratr}} tool task-next', save: { name: 'task', match: 'TAS-\\d+' } },
      { shell: '{{iteratr}} tool task-status --id {{task}} --status completed' },
      { shell: '{{iteratr}} tool session-complete' },
    ];
    const { code, stdout, stderr } = await program.build({ turns: [{ steps }] }, ['--template', 'template']);
    expect(stderr).toBe('');
    expect(stdout).toContain('+ TAS-1 [P4] Write one');
    expect(code).toBe(0);
    const added = (await program.events()).find(({ type }) => type === 'TaskAdded');
    expect(added).toMatchObject({ actor: 'agent', iteration: 1 });
  });
});

describe('how it ends', () => {
  it('exits with 3 at the limit, goes on with the next number, and says when all is done', async () => {
    const program = new Program();
    const agent = program.agent({ turns: TWO_TASKS });
    const env = { ITERATR_AGENT: agent.commandLine };
    const first = await program.run(['build', '--iterations', '1'], { env });
    expect(first.code).toBe(3);
    expect(first.stdout.trimEnd().split('\n').at(-1)).toMatch(/^iteration_limit: .*2 open tasks left/);

    const second = await program.run(['build', '-i', '9'], { env });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('── Iteration 2 ');
    expect(second.stdout).toContain('── Iteration 3 ');
    expect(second.stdout).not.toContain('── Iteration 1 ');
    expect(agent.prompts()[1]?.text).toContain('planned');

    const third = await program.run(['build'], { env });
    expect(third.code).toBe(0);
    expect(third.stdout).toContain('already complete; --reset starts it over');
    expect(agent.prompts()).toHaveLength(3);
  });

  it('starts afresh with --reset: tasks, numbers and transcripts are gone', async () => {
    const program = new Program();
    await program.build({ turns: [IDLE, adds('old task')] }, ['-i', '2']);
    expect(program.exists('.iteratr/transcripts/SPEC/2.ndjson')).toBe(true);
    const { code, stdout } = await program.build({ turns: [adds('new task')] }, ['--reset', '-i', '1']);
    expect(code).toBe(3);
    expect(stdout).toContain('── Iteration 1 ');
    expect(stdout).toContain('+ TAS-1 [P2] new task');
    expect(await program.tool('task-list')).toEqual([expect.objectContaining({ content: 'new task' })]);
    expect(program.exists('.iteratr/transcripts/SPEC/2.ndjson')).toBe(false);
  });

  it('exits with 4 when nothing can be worked on', async () => {
    const program = new Program();
    const steps = [mcp('task-add', { content: 'Ask somebody', status: 'blocked' })];
    const { code, stdout } = await program.build({ turns: [{ steps }] });
    expect(code).toBe(4);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^no_progress: .*TAS-1 is blocked/);
  });

  it('exits with 1 when the agent refuses to work at all', async () => {
    const program = new Program();
    const { code, stdout } = await program.build({
      openingError: { message: 'the credentials are refused' },
    });
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: .*the credentials are refused/);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('exits with 2 for a model the agent does not have', async () => {
    const program = new Program();
    const models = { style: 'config' as const, current: 'fake/other', available: ['fake/other'] };
    const { code, stdout } = await program.build({ models });
    expect(code).toBe(2);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: .*fake\/model/);
  });
});

describe('what it can be told', () => {
  it('adds extra instructions to every prompt, from a template of one’s own', async () => {
    const program = new Program();
    program.write('own.template', 'Extra: {{ extra }}\nSpec: {{ spec }}\nNumber: {{ iteration }}');
    const agent = program.agent({ turns: [adds('a'), adds('b')] });
    const env = { ITERATR_AGENT: agent.commandLine };
    const extra = 'Write "tests" first; {{ not }} $HOME';
    await program.run(['build', '-e', extra, '--template', 'own.template', '-i', '2'], { env });
    expect(agent.prompts().map(({ text }) => text)).toEqual([
      `Extra: ${extra}\nSpec: # The spec\n\nBuild it.\n\nNumber: 1`,
      `Extra: ${extra}\nSpec: # The spec\n\nBuild it.\n\nNumber: 2`,
    ]);
  });

  it('commits nothing with --no-auto-commit', async () => {
    const program = new Program();
    const { code } = await program.build(ONE_TASK, ['--no-auto-commit']);
    expect(code).toBe(0);
    expect(program.git('log', '--format=%s').trim()).toBe('Begin');
    expect(program.git('status', '--porcelain').trim()).toBe('?? one.txt');
  });

  it('commits in the repository it works in, whatever GIT_DIR says', async () => {
    const program = new Program();
    const other = new Program();
    const env = { GIT_DIR: join(other.workTree, '.git'), GIT_WORK_TREE: other.workTree };
    expect(await program.build(ONE_TASK, [], { env })).toMatchObject({ code: 0 });
    expect(program.git('show', '--name-only', '--format=').trim()).toBe('one.txt');
    expect(other.git('log', '--format=%s').trim()).toBe('Begin');
  });

  it('keeps sessions of any name in any data directory, outside of the commits', async () => {
    const program = new Program();
    const args = ['--name', 'other_name-7', '--data-dir', 'state', '--spec', 'specs/SPEC.md'];
    const { code, stdout } = await program.build(ONE_TASK, args);
    expect(code).toBe(0);
    expect(stdout).toContain('session other_name-7');
    expect(program.exists('.iteratr')).toBe(false);
    expect(program.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe('one.txt');
    expect(types(await program.events('other_name-7', { dataDir: program.path('state') }))).toContain(
      'SessionCompleted',
    );
  });

  it('works outside of a repository', async () => {
    const program = new Program({ git: false });
    const { code, stdout } = await program.build(ONE_TASK);
    expect(code).toBe(0);
    expect(stdout).toContain('is not in a git repository');
  });

  it('reads the project’s file, the user’s file and the environment, in this order', async () => {
    const program = new Program();
    const config = join(program.home, 'config', 'iteratr');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'iteratr.yml'), 'model: global/model\niterations: 5\nauto_commit: false\n');
    program.write('iteratr.yml', 'iterations: 4\n');
    const env = { ITERATR_MODEL: undefined, ITERATR_ITERATIONS: '2' };
    const file: Step = { write: { path: 'one.txt', content: '1' } };
    const turns = [{ steps: [file] }, { steps: [mcp('task-add', { content: 'a' })] }];
    const both = await program.build({ turns }, ['--output', 'json'], { env });
    expect(both.code).toBe(3);
    const [started] = jsonLines(both.stdout);
    expect(started).toMatchObject({ type: 'run-started', model: 'global/model', limit: 2 });
    expect(program.git('log', '--format=%s').trim()).toBe('Begin');
    const flags = ['--output', 'json', '-i', '1', '-m', 'flag/model', '--reset'];
    const { stdout } = await program.build({ turns: [adds('a')] }, flags, { env });
    expect(jsonLines(stdout)[0]).toMatchObject({ model: 'flag/model', limit: 1 });
  });
});

describe('what it writes', () => {
  const NASTY = '\u001b[31mred\u001b[0m \u001b]0;title\u0007\u009b1m bell\u0007 back\rspace\b\n';

  it('writes no control sequence to a file, whatever the agent says', async () => {
    const program = new Program();
    const steps: Step[] = [
      { text: NASTY },
      { text: '\u001b[3' },
      { text: '1mhalves\n' },
      { tool: { title: `run ${NASTY}`, kind: 'execute', output: NASTY, status: 'failed' } },
      mcp('task-add', { content: `a task ${NASTY}` }),
    ];
    const { code, stdout, stderr } = await program.build({ turns: [{ steps }] }, ['-i', '1']);
    expect(code).toBe(3);
    expect(stdout + stderr).not.toMatch(CONTROL);
    expect(stdout).toContain('red  bell back');
    expect(stdout).toContain('TAS-1 [P2] a task red');
  });

  it('writes colours to a terminal, none with NO_COLOR, and never the agent’s own', async () => {
    const program = new Program();
    const steps: Step[] = [{ text: NASTY }, mcp('task-add', { content: 'a task' })];
    const { commandLine } = program.agent({ turns: [{ steps }, { steps: [{ text: NASTY }] }] });
    const iteratr = [
      process.execPath,
      join(process.cwd(), 'dist/iteratr.js'),
      'build',
      '--headless',
      '-i',
      '1',
    ];
    const quoted = iteratr.map((word) => `'${word}'`).join(' ');
    const inTerminal = process.platform === 'darwin' ? iteratr : ['-qec', quoted, '/dev/null'];
    const command = ['script', ...(process.platform === 'darwin' ? ['-q', '/dev/null'] : []), ...inTerminal];
    const env = { ITERATR_AGENT: commandLine, TERM: 'xterm-256color', NO_COLOR: undefined };
    const colored = await program.startCommand(command, { env }).ended;
    expect(colored.code).toBe(3);
    expect(colored.stdout).toContain('\u001b[36m  + TAS-1');
    expect(colored.stdout).not.toContain('\u001b[31mred');
    const plain = await program.startCommand(command, { env: { ...env, NO_COLOR: '1' } }).ended;
    expect(plain.code).toBe(3);
    expect(plain.stdout.replaceAll('\r\n', '\n')).not.toMatch(CONTROL);
  });

  it('writes one JSON object a line with --output json, the last one with the exit code', async () => {
    const program = new Program();
    const rich: Step[] = [
      { plan: [{ content: 'think', status: 'pending', priority: 'high' }] },
      { usage: { used: 1000, size: 100_000, cost: 0.25 } },
      { permission: { title: 'run it' } },
      { text: 'one\nline\u2028more "quoted" é', messageId: 'm1' },
    ];
    const [first, ...others] = TWO_TASKS;
    const turns = [{ ...first, steps: [...rich, ...(first?.steps ?? [])] }, ...others];
    const { code, stdout, stderr } = await program.build({ turns }, ['--output', 'json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    for (const line of lines) {
      expect(line).toMatchObject({ v: 1, type: expect.any(String) });
      expect(new Date(line.time).toISOString()).toBe(line.time);
    }
    const of = (type: string) => lines.filter((line) => line.type === type);
    expect(lines[0]).toEqual({
      v: 1,
      time: expect.any(String),
      type: 'run-started',
      session: 'SPEC',
      spec: 'specs/SPEC.md',
      model: 'fake/model',
      agent: { name: 'Scripted', version: '1.0.0', mcpHttp: true },
      mode: null,
      limit: 0,
    });
    const events = await program.events();
    expect(of('recorded').map((line) => line.event)).toEqual(events);
    const documented = ['id', 'session', 'type', 'version', 'time', 'iteration', 'actor', 'program', 'data'];
    expect(Object.keys(of('recorded')[0]?.event as object)).toEqual(documented);
    expect(of('agent-text')[0]).toMatchObject({
      iteration: 1,
      messageId: 'm1',
      text: 'one\nline\u2028more "quoted" é',
    });
    expect(of('agent-thought')[0]).toMatchObject({ iteration: 1, text: 'First a plan.' });
    expect(of('agent-plan')[0]).toMatchObject({
      iteration: 1,
      entries: [{ content: 'think', status: 'pending', priority: 'high' }],
    });
    expect(of('agent-context-usage')[0]).toMatchObject({
      iteration: 1,
      used: 1000,
      size: 100_000,
      cost: { amount: 0.25, currency: 'USD' },
    });
    expect(of('agent-permission')[0]).toMatchObject({ iteration: 1, title: 'run it', allowed: true });
    const calls = ['id', 'title', 'kind', 'status', 'input', 'output', 'exitCode', 'locations', 'diffs'];
    for (const { call } of of('agent-tool-call') as unknown as { call: object }[]) {
      expect(Object.keys(call)).toEqual(expect.arrayContaining([...calls, 'subagent']));
    }
    expect(
      of('agent-turn-ended').map(({ iteration, stopReason, usage }) => [iteration, stopReason, usage]),
    ).toEqual([
      [1, 'end_turn', { inputTokens: 100, outputTokens: 20, totalTokens: 120 }],
      [2, 'end_turn', null],
      [3, 'end_turn', null],
    ]);
    expect(lines.at(-1)).toEqual({
      v: 1,
      proof: null,
      coverage: null,
      protectedChanges: [],
      time: expect.any(String),
      type: 'run-ended',
      reason: 'complete',
      message: expect.stringContaining('2 of 2 tasks'),
      exitCode: 0,
      iterations: [expect.anything(), expect.anything(), expect.anything()],
      tasks: { total: 2, completed: 2, open: 0 },
      durationMs: expect.any(Number),
      usage: USED,
      shares: [{ role: 'work', agent: expect.any(String), model: 'fake/model', usage: USED }],
      forecast: null,
      taskReports: [
        { id: 'TAS-2', content: 'Write two', standing: 'unverified', why: '', evidence: expect.anything() },
        { id: 'TAS-1', content: 'Write one', standing: 'unverified', why: '', evidence: expect.anything() },
      ],
      tasksLeftOut: 0,
      openQuestions: [],
      uncommitted: { files: [], leftOut: 0 },
    });
    expect(of('run-ended')).toHaveLength(1);
  });

  it('ends the JSON with the code of the error and of the process, when the agent fails', async () => {
    const program = new Program();
    const models = { style: 'config' as const, current: 'a/b', available: ['a/b'] };
    const { code, stdout } = await program.build({ models }, ['--output', 'json']);
    expect(code).toBe(2);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      type: 'run-ended',
      reason: 'failed',
      exitCode: 2,
      errorCode: 'AGENT.MODEL',
    });
  });

  it('writes what is wrong before the run to stderr, and nothing to stdout', async () => {
    const program = new Program();
    const { code, stdout, stderr } = await program.run(['build', '--output', 'json', '--spec', 'no.md']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^iteratr: the spec .*no\.md does not exist; name a file with --spec\n$/);
  });

  it('keeps transcripts and all other data for the owner only', async () => {
    const program = new Program();
    await program.build({ turns: [adds('a'), { steps: [{ text: 'second' }] }] }, ['-i', '2']);
    const mode = (...path: string[]) => statSync(program.path('.iteratr', ...path)).mode & 0o777;
    expect(mode()).toBe(0o700);
    expect(readdirSync(program.path('.iteratr/transcripts/SPEC')).sort()).toEqual([
      // The warning that this agent offers no choice of model.
      '0.ndjson',
      '1.ndjson',
      '2.ndjson',
    ]);
    expect(mode('transcripts', 'SPEC', '1.ndjson')).toBe(0o600);
    expect(mode('transcripts', 'SPEC')).toBe(0o700);
    const items = program.read('.iteratr/transcripts/SPEC/2.ndjson').trim().split('\n');
    const texts = items.map((item) => JSON.parse(item)).filter(({ event }) => event.type === 'text');
    const shared = { time: expect.any(String), iteration: 2 };
    expect(texts[0]).toMatchObject({ ...shared, event: { type: 'text', messageId: null } });
    // An end that may begin a secret, such as the token of this run, waits for what follows it.
    expect(texts.map(({ event }) => event.text).join('')).toBe('second');
  });

  it('logs in detail, but no token', async () => {
    const program = new Program();
    const copy = 'cp .iteratr/runs/SPEC.json ../run.json; cp .iteratr/nats/run-*/nats.conf ../nats.json';
    const env = { ITERATR_LOG_LEVEL: 'debug', ITERATR_LOG_FILE: 'iteratr.log' };
    const steps: Step[] = [{ shell: copy }, mcp('task-add', { content: 'a' }), { stderr: 'agent grumbles' }];
    const { code } = await program.build({ turns: [{ steps }] }, ['-i', '1'], { env });
    expect(code).toBe(3);
    const kept = (name: string) => JSON.parse(readFileSync(join(program.base, name), 'utf8'));
    const log = program.read('iteratr.log');
    expect(log).toContain('agent grumbles');
    const secrets = [kept('run.json').token, kept('nats.json').authorization.token];
    for (const secret of secrets) {
      expect(secret).toMatch(/^[\w-]{40,}$/);
      expect(log).not.toContain(secret);
    }
    expect(statSync(program.path('iteratr.log')).mode & 0o777).toBe(0o600);
    expect(program.git('status', '--porcelain').trim()).toBe('?? iteratr.log');
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const program = new Program();
    const { commandLine } = program.agent(ONE_TASK);
    const command = [
      'sh',
      '-c',
      '"$0" "$1" build | head -n 1',
      process.execPath,
      join(process.cwd(), 'dist/iteratr.js'),
    ];
    const { stdout, stderr } = await program.startCommand(command, { env: { ITERATR_AGENT: commandLine } })
      .ended;
    expect(stdout).toMatch(/^iteratr · session SPEC/);
    expect(stderr).toBe('');
    expect(await program.nothingLeft()).toEqual([]);
    expect(types(await program.events())).toContain('SessionCompleted');
  });
});
