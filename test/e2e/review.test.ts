// The reviewer through the real program: its routes, its template, its role, and what a killed build leaves.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ITERATR, jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario, Step, Turn } from '../support/scripted-agent/scenario.ts';
import { waitFor } from '../support/wait-for.ts';

/** No agent and no model by variable, which would override the project's roles. */
const NONE = { ITERATR_AGENT: undefined, ITERATR_MODEL: undefined };

const accept: Step = mcp('review-accept', { id: 'TAS-1' });

/** Adds the task, changes a file, completes the task and the session. */
function works(content: string, ...more: readonly Step[]): Turn {
  return {
    steps: [
      { write: { path: 'one.txt', content } },
      mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      ...more,
      mcp('session-complete'),
    ],
  };
}

async function reviewed(reviewer: Scenario, turns: readonly Turn[], review: unknown = true) {
  const program = new Program();
  const temporary = join(program.base, 'tmp');
  mkdirSync(temporary);
  const env = { ...NONE, TMPDIR: temporary };
  const judge = program.agent(reviewer);
  const worker = program.agent({ turns });
  const agents = { judge: { command: judge.commandLine }, worker: { command: worker.commandLine } };
  const config = { agents, roles: { work: 'worker', review: 'judge' }, review };
  program.write('iteratr.yml', JSON.stringify(config));
  program.git('add', '.');
  program.git('commit', '-qm', 'Configure');
  const args = ['tool', 'task-add', '--name', 'SPEC', '--content', 'Write one'];
  expect((await program.run(args, { env })).code).toBe(0);
  const directories = (): string[] =>
    readdirSync(temporary).filter((name) => name.startsWith('iteratr-review-'));
  const build = (...more: string[]) => program.start(['build', '--headless', ...more], { env });
  return { program, judge, build, env, directories };
}

it.each([
  { route: 'MCP over HTTP', mcpHttp: true },
  { route: 'MCP over stdio', mcpHttp: false },
])('answers by $route, and shows in the log, in lists and in the report', async ({ mcpHttp }) => {
  const returns = mcp('review-return', { id: 'TAS-1', reason: 'one.txt is empty' });
  const { program, build, env, directories } = await reviewed(
    { mcpHttp, turns: [{ steps: [returns] }, { steps: [accept] }] },
    [works(''), works('1')],
  );
  const { code, stdout } = await build().ended;
  expect(code, stdout).toBe(0);
  expect(stdout).toContain('review: TAS-1 by judge');
  expect(stdout).toContain('review: TAS-1 returned: one.txt is empty');
  expect(stdout).toContain('review: TAS-1 accepted');
  expect(stdout).toContain('proof: 1 unverified (TAS-1), 1 reviewed');
  expect(program.git('log', '--format=%s', '-2').trim().split('\n')).toEqual(['Write one', 'Write one']);
  const { stdout: list } = await program.run(['tool', 'task-list', '--name', 'SPEC'], { env });
  expect(list).toContain('Write one (unverified; reviewed)');
  const { stdout: shown } = await program.run(['sessions', 'show', 'SPEC'], { env });
  expect(shown).toContain('1 unverified (TAS-1), 1 reviewed');
  expect(directories()).toEqual([]);
});

it('answers by the shell in its own directory, which is a copy of the commit', async () => {
  const shell = `cat one.txt && git status --short && "${process.execPath}" "${ITERATR}" tool review-accept --id TAS-1 --reason ok`;
  const { build, judge, program } = await reviewed({ turns: [{ steps: [{ shell }] }] }, [works('1')]);
  const { code, stdout } = await build('--output', 'json').ended;
  expect(code, stdout).toBe(0);
  const events = (await program.events()).map(({ type }) => type);
  expect(events).toContain('TaskReviewed');
  const prompt = judge.prompts()[0]?.text ?? '';
  expect(prompt).toContain('- TAS-1 [P2] Write one\n');
  expect(prompt).toMatch(/commit [0-9a-f]+ Write one\n+ one\.txt \| 1 \+/);
});

it('refuses the tools of the reviewer to the agent that works', async () => {
  const { build, program } = await reviewed({ turns: [{ steps: [accept] }] }, [
    works('1', { ...accept, save: { name: 'answer' } } as Step, { text: 'answer: {{answer}}' }),
  ]);
  const { stdout } = await build().ended;
  expect(stdout).toContain('no review is running');
  const reviews = (await program.events()).filter(({ type }) => type === 'TaskReviewed');
  expect(reviews).toHaveLength(1);
});

it('without an answer has not reviewed, and says so', async () => {
  const { build, judge } = await reviewed({ fallback: { steps: [{ text: 'Looks good.' }] } }, [works('1')]);
  const { code, stdout } = await build().ended;
  expect([code, judge.prompts().length], stdout).toEqual([0, 2]);
  expect(stdout).toContain('review: TAS-1 was not reviewed: the reviewer did not answer');
});

it('whose agent dies has not reviewed, and the build continues', async () => {
  const { build } = await reviewed({ turns: [{ steps: [{ crash: { code: 1 } }] }] }, [works('1')]);
  const { code, stdout } = await build().ended;
  expect(code, stdout).toBe(0);
  expect(stdout).toMatch(/review: TAS-1 was not reviewed: the agent's process ended with code 1/);
});

it('uses its own template, in which a mistake is found before the build starts', async () => {
  const review = { template: 'review.txt', rounds: 1 };
  const { program, build, judge, env } = await reviewed(
    { turns: [{ steps: [accept] }] },
    [works('1')],
    review,
  );
  program.write('review.txt', 'Decide about\n{{ taks }}\n');
  const broken = await build().ended;
  expect([broken.code, broken.stdout]).toEqual([2, '']);
  expect(broken.stderr).toBe(
    `iteratr: ${program.path('review.txt')}:2:4: undefined variable: taks; the variables are session, spec, tasks, summary, ` +
      'changes, checks, returns, extra, tools, binary; put {% raw %}…{% endraw %} around braces that are meant as text\n',
  );
  expect((await program.run(['doctor'], { env })).stdout).toContain(
    'review.txt:2:4: undefined variable: taks',
  );
  program.write('review.txt', 'Decide about {{ tasks }}');
  expect((await build().ended).code).toBe(0);
  expect(judge.prompts().map(({ text }) => text)).toEqual(['Decide about - TAS-1 [P2] Write one']);
});

it.each([
  [true, /review: judge, at \S+\n/],
  [false, /review: judge, at \S+; not used, because review is off\n/],
])('is shown by doctor with review: %s', async (review, line) => {
  const { program, env } = await reviewed({}, [], review);
  expect((await program.run(['doctor', '--trust'], { env })).stdout).toMatch(line);
});

it('must be installed', async () => {
  const program = new Program();
  program.write('iteratr.yml', 'review: true\nroles: {review: goose}\n');
  const env = { PATH: '/usr/bin:/bin', ITERATR_AGENT: undefined };
  const { code, stderr } = await program.run(['build', '--headless'], { env });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^iteratr: roles\.review names goose, but/)]);
});

it('that is killed with the build reviews again first, and its directory is removed', async () => {
  const { program, build, env, directories } = await reviewed(
    { fallback: { steps: [{ shell: 'test -e $TMPDIR/go || sleep 300' }, accept] } },
    [works('1')],
  );
  const killed = build();
  await killed.printed('review: TAS-1 by judge');
  await waitFor('the tree', () => directories().length === 1);
  await waitFor('the reviewer', () => program.agents().length === 2);
  killed.signal('SIGKILL');
  await killed.ended;
  expect(directories()).toHaveLength(1);
  expect((await program.run(['doctor'], { env })).stdout).toContain(
    'is the work tree of a review by a dead build',
  );
  writeFileSync(join(program.base, 'tmp', 'go'), '');
  const { code, stdout } = await build('--output', 'json').ended;
  expect(code, stdout).toBe(0);
  const types = (await program.events()).map(({ type }) => type);
  expect(types.filter((type) => /^(Review|TaskRev|Iteration.*ed$|SessionCom)/.test(type))).toEqual([
    ...['IterationStarted', 'IterationEnded', 'IterationCommitted', 'ReviewStarted'],
    ...['ReviewStarted', 'TaskReviewed', 'ReviewEnded', 'SessionCompleted'],
  ]);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ reason: 'complete' });
  expect(directories()).toEqual([]);
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('writes a template to start from', async () => {
  const program = new Program();
  const { code, stdout } = await program.run(['gen-template', '--review']);
  expect([code, stdout]).toEqual([
    0,
    'wrote .iteratr.review.template; put `review: {template: ".iteratr.review.template"}` into iteratr.yml to use it\n',
  ]);
  expect(readFileSync(program.path('.iteratr.review.template'), 'utf8')).toContain('review-accept');
});
