// Specifies roles with the real program: one agent plans the spec, another one builds it.
import { expect, it } from 'vitest';
import { jsonLines, Program } from '../support/program.ts';
import { mcp, ONE_TASK } from '../support/scenarios.ts';
import { KEY, openTerminal } from '../support/tui-program.ts';

const DRAFT = '# CSV export\n\n## Tasks\n\n- [ ] Write the encoder\n';
/** No agent and no model by variable, which would override the project's roles. */
const NONE = { ITERATR_AGENT: undefined, ITERATR_MODEL: undefined };

function twoAgents(roles: string) {
  const program = new Program();
  const models = { style: 'config', current: 'small', available: ['small', 'large'] } as const;
  const planner = program.agent({ models, turns: [{ steps: [mcp('submit-spec', { content: DRAFT })] }] });
  const worker = program.agent({ ...ONE_TASK, models });
  const agents = { planner: { command: planner.commandLine }, worker: { command: worker.commandLine } };
  program.write('iteratr.yml', `roles: ${roles}\nagents: ${JSON.stringify(agents)}\n`);
  return { program, planner, worker };
}

it('plans with one agent and builds with another, each with its model', async () => {
  const { program, planner, worker } = twoAgents('{plan: "planner:large", work: "worker:small"}');
  const args = ['spec', '--trust', '-t', 'CSV export', '-d', 'Lists as CSV', '-o', 'specs/it.md'];
  const ui = openTerminal(program, args, { env: NONE });
  await ui.waitForText('Write the encoder');
  ui.type('s');
  await ui.waitForText('Wrote specs/it.md.');
  ui.type(`${KEY.down}${KEY.enter}`);
  expect((await ui.exited).code).toBe(0);
  expect(program.read('specs/it.md')).toBe(DRAFT);
  expect([planner.prompts().length, worker.prompts().length]).toEqual([1, 0]);

  const args2 = ['build', '--headless', '--spec', 'specs/it.md', '--output', 'json'];
  const { code, stdout } = await program.run(args2, { env: NONE });
  const lines = jsonLines(stdout);
  expect([code, lines[0]?.message]).toEqual([
    0,
    expect.stringMatching(/sets .*roles: \{"plan":"planner:large"/),
  ]);
  expect(lines.find(({ type }) => type === 'run-started')).toMatchObject({ model: 'small' });
  expect([planner.prompts().length, worker.prompts().length > 0]).toEqual([1, true]);
});

it('lets --model choose another model or agent than that of the role', async () => {
  const { program, planner, worker } = twoAgents('{work: "worker:small"}');
  const build = async (model: string) => {
    const args = ['build', '--headless', '--output', 'json', '-i', '1', '--reset', '--model', model];
    const { stdout } = await program.run(args, { env: NONE });
    return jsonLines(stdout).find(({ type }) => type === 'run-started')?.model;
  };
  expect(await build('large')).toBe('large');
  expect([planner.prompts().length, worker.prompts().length > 0]).toEqual([0, true]);
  await build('planner:large');
  expect(planner.prompts().length).toBeGreaterThan(0);
});

it('shows the roles in agents, config and doctor', async () => {
  const { program } = twoAgents('{plan: "planner:large", work: worker, review: goose}');
  const env = { ...NONE, PATH: '/usr/bin:/bin' };
  const agents = await program.run(['agents', '--trust'], { env });
  expect(agents.stdout).toMatch(/^ {2}planner \(plan\) /m);
  expect(agents.stdout).toMatch(/^\* worker \(work\) /m);
  expect(agents.stdout).toMatch(/^ {2}goose \(review\) /m);
  const config = await program.run(['config', '--trust'], { env });
  expect(config.stdout).toMatch(/^roles +\{"plan":"planner:large",.* project file /m);
  const doctor = await program.run(['doctor', '--trust', '--json'], { env });
  const { findings } = JSON.parse(doctor.stdout).checks.find(({ id }: { id: string }) => id === 'roles');
  expect(findings).toMatchObject([
    { state: 'ok', found: expect.stringMatching(/^plan: planner with model large, at \//) },
    { state: 'ok', found: expect.stringMatching(/^work: worker, at \//) },
    { state: 'warning', found: 'review: goose, which is not installed' },
  ]);
});

it('ignores the roles of a project that is not trusted', async () => {
  const { program } = twoAgents('{work: worker}');
  const { stdout, stderr } = await program.run(['agents'], { env: NONE });
  expect(stdout).not.toContain('worker');
  expect(stderr).toMatch(/ignored roles, agents in .*not trusted/);
});

it.each([
  [
    '{planer: claude}',
    /roles has the unknown role "planer", expected a map of work, plan, review.*did you mean plan\?/,
  ],
  ['{plan: 3}', /roles has a role whose agent is not a name, expected a map/],
  ['{plan: "node ./a.js"}', /roles has a role whose agent is not a name/],
  ['claude', /roles is "claude", expected a map/],
  ['[claude]', /roles is a list, expected a map/],
  ['{review: calude}', /roles\.review has the unknown agent "calude".*did you mean claude\?/],
])('refuses roles: %s with one line', async (roles, problem) => {
  const program = new Program();
  program.write('iteratr.yml', `roles: ${roles}\n`);
  const { code, stderr } = await program.run(['build', '--headless']);
  expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(stderr).toMatch(problem);
});

it('reports an unknown agent in doctor and examines the rest', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'roles: {review: calude}\n');
  const { code, stdout } = await program.run(['doctor', '--trust', '--json'], {
    env: { ITERATR_AGENT: 'true' },
  });
  const { findings } = JSON.parse(stdout).checks.find(({ id }: { id: string }) => id === 'roles');
  expect([code, findings]).toMatchObject([1, [{ state: 'failed', mend: 'did you mean claude?' }]]);
});

it('says in setup that a role has another model than the chosen one', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'roles: {work: "claude:opus"}\n');
  const setup = async (...args: string[]) => (await program.run(['setup', ...args], { env: NONE })).stderr;
  expect(await setup('--trust', '--model', 'a/b')).toMatch(
    /another model is in effect here: claude:opus, from roles\.work in project file/,
  );
  expect(await setup('--trust', '--project', '--force', '--model', 'a/b')).toMatch(
    /claude:opus, from roles\.work/,
  );
  program.write('iteratr.yml', 'roles: {plan: "claude:opus"}\n');
  expect(await setup('--trust', '--force', '--model', 'a/b')).toBe('');
});

it('makes the plan of a build with the agent of the role, and works with another', async () => {
  const program = new Program();
  program.write('specs/SPEC.md', '# A\n\n- [ ] one\n');
  const adds = mcp('task-add', { content: 'One', covers: ['REQ-1'] });
  const planner = program.agent({ turns: [{ steps: [adds] }] });
  const worker = program.agent({
    turns: [{ steps: [mcp('task-status', { id: 'TAS-1', status: 'completed' }), mcp('session-complete')] }],
  });
  const agents = { planner: { command: planner.commandLine }, worker: { command: worker.commandLine } };
  program.write(
    'iteratr.yml',
    `plan: true\nroles: {plan: planner, work: worker}\nagents: ${JSON.stringify(agents)}\n`,
  );
  const { code, stdout } = await program.run(['build', '--headless', '--output', 'json'], { env: NONE });
  expect(code, stdout).toBe(0);
  expect(planner.prompts().map(({ text }) => text)).toEqual([expect.stringContaining('You plan the work')]);
  expect(worker.prompts().map(({ text }) => text)).toEqual([expect.stringContaining('You are iteration 2')]);
  const started = (await program.events()).filter(({ type }) => type === 'IterationStarted');
  expect(started.map(({ data }) => data)).toMatchObject([
    { agent: 'planner', planning: true },
    { agent: 'worker' },
  ]);
});
