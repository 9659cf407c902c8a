// Specifies how a run is steered from other terminals, and how it survives what an agent and its provider do to it.
import { expect, it } from 'vitest';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import { waitFor } from '../support/wait-for.ts';

const DONE = [mcp('task-add', { content: 'x', status: 'completed' }), mcp('session-complete')];

async function typesOf(program: Program): Promise<string[]> {
  return (await program.events()).map(({ type }) => type);
}

it('delivers messages after the turn, in order, and marks them delivered', async () => {
  const program = new Program();
  const agent = program.agent({
    reactions: [{ when: '^first', steps: [{ text: 'understood' }] }],
    turns: [{ steps: [{ text: 'working\n' }, { wait: 1_500 }, ...DONE] }],
  });
  const build = program.start(['build', '--headless'], { env: { ITERATR_AGENT: agent.commandLine } });
  await build.printed('working\n');
  const lines = 'second, of\ntwo lines';
  expect(await program.run(['message', '--name', 'SPEC', 'first'])).toMatchObject({
    code: 0,
    stdout: 'MSG-1 sent\n',
  });
  expect(await program.run(['message', '--name', 'SPEC', lines])).toMatchObject({ stdout: 'MSG-2 sent\n' });
  expect((await build.ended).code).toBe(0);
  expect(
    agent
      .prompts()
      .map(({ text }) => text)
      .at(-1),
  ).toContain(`first`);
  expect(
    agent
      .prompts()
      .map(({ text }) => text)
      .at(-1),
  ).toContain(lines);
  const delivered = (await program.events()).filter(({ type }) => type === 'UserMessagesDelivered');
  expect(delivered.map(({ data }) => data)).toEqual([{ ids: ['MSG-1', 'MSG-2'] }]);
});

it('delivers a message with --now at once, by cancelling the turn', async () => {
  const program = new Program();
  const agent = program.agent({
    reactions: [{ when: '^stop that', steps: [{ text: 'stopped' }, ...DONE] }],
    turns: [{ steps: [{ text: 'working\n' }, { hang: true }] }],
  });
  const build = program.start(['build', '--headless'], { env: { ITERATR_AGENT: agent.commandLine } });
  await build.printed('working\n');
  await program.run(['message', '--name', 'SPEC', '--now', 'stop that']);
  expect(await build.ended).toMatchObject({ code: 0 });
});

it('pauses after the iteration and goes on when it is told to', async () => {
  const program = new Program();
  const build = program.startBuild(
    {
      turns: [
        { steps: [mcp('task-add', { content: 'y' }), { text: 'working\n' }, { wait: 1_500 }] },
        { steps: DONE },
      ],
    },
    ['--iterations', '2'],
  );
  await build.printed('working\n');
  await program.run(['pause', '--name', 'SPEC']);
  await build.printed('paused; `iteratr resume --name SPEC` continues');
  await program.run(['resume', '--name', 'SPEC']);
  expect(await build.ended).toMatchObject({ code: 3 });
  const types = await typesOf(program);
  expect(types.slice(types.indexOf('RunPaused'))).toEqual(
    expect.arrayContaining(['ResumeRequested', 'IterationStarted']),
  );
});

it('waits for a provider that says how long, without using up failures', async () => {
  const program = new Program();
  const limited = {
    error: { code: -32603, message: 'Internal error: 429 Too Many Requests, retry after 0.2 seconds' },
  };
  const build = await program.build({ turns: [limited, limited, limited, limited, { steps: DONE }] });
  expect(build).toMatchObject({ code: 0 });
  expect(build.stdout).toContain('the provider limits the rate of requests');
  expect((await typesOf(program)).filter((type) => type === 'IterationStarted')).toHaveLength(1);
});

it('waits no longer for a provider when somebody resumes, whatever wait it states', async () => {
  const program = new Program();
  const limited = { error: { code: -32603, message: 'Internal error: overloaded, try again in 2 hours' } };
  const build = program.startBuild({ turns: [limited, { steps: DONE }] });
  await build.printed('; `iteratr resume --name SPEC` continues immediately');
  expect(build.stdout).toMatch(
    /^the agent waits 2 h 0 min until (\w{3} [\d-]+, )?\d\d:\d\d:\d\d: the provider is overloaded /m,
  );
  expect(await program.run(['resume', '--name', 'SPEC'])).toMatchObject({ stdout: 'the run continues\n' });
  expect(await build.ended).toMatchObject({ code: 0 });
});

it('takes the output of a running call for a sign of life', async () => {
  const program = new Program();
  const call = { toolCallId: 'call', title: 'npm test', kind: 'execute' };
  const begin = { update: { sessionUpdate: 'tool_call', ...call, status: 'in_progress' } };
  const shows = Array.from({ length: 8 }, (_, index) => {
    const content = [{ type: 'content', content: { type: 'text', text: `${index} tests` } }];
    const update = { sessionUpdate: 'tool_call_update', toolCallId: 'call', content };
    return [{ wait: 500 }, { update }];
  });
  const build = await program.build({ turns: [{ steps: [begin, ...shows.flat(), ...DONE] }] }, [], {
    env: { ITERATR_IDLE_TIMEOUT: '3' },
  });
  expect(build.stdout).not.toContain('idle_timeout');
  expect(build).toMatchObject({ code: 0 });
});

it('ends an iteration that takes longer than it may, and the agent that does not listen', async () => {
  const program = new Program();
  const shell = 'while :; do sleep 0.1; done';
  const deaf = { steps: [{ text: 'working\n' }, { shell }], deaf: true };
  const build = program.startBuild({ stubborn: true, turns: [deaf, { steps: DONE }] }, [], {
    env: { ITERATR_ITERATION_TIMEOUT: '8' },
  });
  await build.printed('working\n');
  const [first] = program.agents();
  await build.printed('iteration 1 failed');
  expect(await build.ended).toMatchObject({ code: 0 });
  expect(build.stdout).toContain('the iteration took longer than 8 s (iteration_timeout)');
  expect(first).toBeDefined();
  expect(await program.nothingLeft()).toEqual([]);
  const starts = (await program.events()).filter(({ type }) => type === 'IterationStarted');
  expect(starts.map(({ data }) => data)).toMatchObject([{ number: 1 }, { number: 2 }]);
});

it('cancels an agent that gives no sign of life, and goes on', async () => {
  const program = new Program();
  const build = await program.build({ turns: [{ steps: [{ hang: true }] }, { steps: DONE }] }, [], {
    env: { ITERATR_IDLE_TIMEOUT: '3' },
  });
  expect(build).toMatchObject({ code: 0 });
  expect(build.stdout).toContain('it sent nothing for 3 s (idle_timeout)');
});

it('gives up after as many failures as it is told, and says why in one line', async () => {
  const program = new Program();
  const crashes = { steps: [{ crash: { code: 9 } }] };
  const { code, stdout } = await program.build({ turns: [crashes, crashes, crashes] }, [], {
    env: { ITERATR_MAX_FAILURES: '2' },
  });
  expect(code).toBe(1);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: .*code 9.*\(2 iterations in a row\)/);
});

it('ends the agent that a killed build left behind', async () => {
  const program = new Program();
  const build = program.startBuild({
    stubborn: true,
    turns: [{ steps: [{ text: 'working\n' }, { hang: true }], deaf: true }],
  });
  await build.printed('working\n');
  const [agent] = program.agents();
  build.signal('SIGKILL');
  await build.ended;
  expect(program.agents().map(({ pid }) => pid)).toEqual([agent?.pid]);
  expect(await program.build({ turns: [{ steps: DONE }] })).toMatchObject({ code: 0 });
  expect(program.agents()).toEqual([]);
});

it('delivers again what the agent had not answered when everything was killed', async () => {
  const program = new Program();
  const agent = program.agent({
    reactions: [{ when: '^remember', steps: [{ text: 'reading\n' }, { hang: true }] }],
    turns: [{ steps: [{ text: 'working\n' }, { wait: 1_500 }] }],
  });
  const build = program.start(['build', '--headless'], { env: { ITERATR_AGENT: agent.commandLine } });
  await build.printed('working\n');
  await program.run(['message', '--name', 'SPEC', 'remember me']);
  await build.printed('reading\n');
  for (const { pid } of program.processes()) endProcess(pid);
  await waitFor('everything to end', () => program.processes().length === 0);

  const next = program.agent({
    reactions: [{ when: '^remember', steps: [{ text: 'answered\n' }, ...DONE] }],
    turns: [{ steps: [{ text: 'again\n' }] }],
  });
  const second = await program.run(['build', '--headless'], { env: { ITERATR_AGENT: next.commandLine } });
  expect(second).toMatchObject({ code: 0 });
  expect(next.prompts().map(({ text }) => text)).toContain('remember me');
});

it('does not claim that a run does what is asked where there is none', async () => {
  const program = new Program({ git: false });
  const said = async (...args: string[]) => (await program.run([...args, '--name', 'SPEC'])).stdout;
  await program.run(['tool', 'task-add', '--name', 'SPEC', '--content', 'x']);
  expect(await said('pause')).toBe('nothing to change: no build runs the session\n');
  expect(await said('resume')).toBe('nothing to change: no build runs the session\n');
  const recorded = 'recorded; no build runs the session, the next one delivers it\n';
  expect(await said('message', '--now', 'hurry')).toBe(`MSG-1 ${recorded}`);
  expect(await said('message', 'well')).toBe(`MSG-2 ${recorded}`);
});

it('says that nobody acts on a request after a run was killed', async () => {
  const program = new Program({ git: false });
  const build = program.startBuild({ turns: [{ steps: [{ text: 'working\n' }, { hang: true }] }] });
  await build.printed('working\n');
  build.signal('SIGKILL');
  await build.ended;
  for (const { pid } of program.agents()) endProcess(pid);
  const said = async (...args: string[]) => (await program.run([...args, '--name', 'SPEC'])).stdout;
  expect(await said('pause')).toMatch(/^pause requested, but the build of the session is gone/);
  expect(await said('resume')).toMatch(/^resume requested, but the build of the session is gone/);
  expect(await said('message', '--now', 'hurry')).toBe(
    'MSG-1 recorded; the build of the session is gone, the next one delivers it\n',
  );
});
