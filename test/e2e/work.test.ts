// Workers of another terminal join a build, through the real program: `iteratr work`, leases, and processes that are killed or stopped.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { jsonLines, Program, type Running } from '../support/program.ts';
import { waitFor } from '../support/wait-for.ts';
import { CLOSES, does, mergedOn, plans, type Reaction, write } from '../support/worker-scenario.ts';

// Several builds in a test.
vi.setConfig({ testTimeout: 90_000 });

const TWO = ['--output', 'json', '--workers', '2'];

/** Starts workers that join the session of the spec. */
function startWork(program: Program, reactions: readonly Reaction[], args: readonly string[] = []): Running {
  const { commandLine } = program.agent({ reactions });
  return program.start(['work', '--name', 'SPEC', '--output', 'json', ...args], {
    env: { ITERATR_AGENT: commandLine },
  });
}

const slow = (ms: number) => ({ wait: ms });
/** Tasks that take a second each. */
function tasks(count: number, ms = 1_000): Reaction[] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return [
    plans(...numbers.map((number) => `Write ${number}`)),
    ...numbers.map((number) => does(number, slow(ms), write(`${number}.txt`, `${number}`))),
    CLOSES,
  ];
}

const idsUpTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `TAS-${index + 1}`);

/** Resolves when the worker works on a task. */
async function atWork(running: Running, worker: string): Promise<void> {
  await waitFor(`${worker} to work`, () =>
    jsonLines(running.stdout.slice(0, running.stdout.lastIndexOf('\n') + 1)).some(
      ({ event, ...line }) =>
        line.worker === worker && (event as { type?: string })?.type === 'IterationStarted',
    ),
  );
}

async function typesOf(program: Program): Promise<string[]> {
  return (await program.events()).map(({ type }) => type);
}

it('lets workers of another terminal join, who share tasks, merge queue and end with the build', async () => {
  const program = new Program();
  const reactions = tasks(8);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions, ['--workers', '2']);
  await work.printed('"type":"TaskMerged"');
  const { stdout } = await program.run(['workers', '--name', 'SPEC', '--json']);
  const rows = JSON.parse(stdout) as { name: string; lease: string }[];
  expect(rows.map(({ name, lease }) => `${name} ${lease}`)).toEqual([
    'w1 alive',
    'w2 alive',
    'w3 alive',
    'w4 alive',
  ]);
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code, worked.stderr]).toEqual([0, 0, '']);
  expect(jsonLines(worked.stdout).at(-1)).toMatchObject({ reason: 'complete' });
  expect(mergedOn(program)).toEqual(idsUpTo(8));
  // Planning, a task each, and the closing one.
  const last = jsonLines(built.stdout).at(-1) as { iterations?: unknown };
  expect(last.iterations).toHaveLength(10);
  // The build shows what the agents of all workers do.
  const shown = jsonLines(built.stdout).filter(({ type }) => type.startsWith('agent'));
  expect([...new Set(shown.map(({ worker }) => worker))].sort()).toEqual(['w1', 'w2', 'w3', 'w4']);
  const claims = (await program.events()).filter(({ type }) => type === 'TaskClaimed');
  const joined = claims.map(({ data }) => (data as { worker: string }).worker);
  expect(joined).toEqual(expect.arrayContaining(['w3', 'w4']));
  expect(program.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  expect(await program.nothingLeft()).toEqual([]);
});

it('leaves hooks for what the user completes to the build', async () => {
  const program = new Program();
  const done = join(program.base, 'done');
  const hook = `hooks:\n  on_task_complete:\n    - command: 'echo "$ITERATR_TASK_ID" >> "${done}"'\n`;
  program.write('.iteratr.hooks.yml', `version: 1\n${hook}`);
  program.git('add', '.');
  program.git('commit', '-qm', 'Hooks');
  const reactions = tasks(5, 1_500);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions);
  await atWork(work, 'w3');
  await program.tool('task-status', ['--id', 'TAS-5', '--status', 'completed']);
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code]).toEqual([0, 0]);
  expect(readFileSync(done, 'utf8').trim().split('\n').sort()).toEqual(idsUpTo(5));
});

it('works under the name of a worker of the build that has stopped, and in its work tree', async () => {
  const program = new Program();
  const reactions: Reaction[] = [
    plans('Write 1', 'Write 2', 'Write 3'),
    does(2, slow(6_000), write('2.txt', '2')),
    { when: 'Your task is', steps: [slow(300), { crash: { code: 1 } }] },
  ];
  const { commandLine } = program.agent({ reactions });
  const env = { ITERATR_AGENT: commandLine, ITERATR_MAX_FAILURES: '1' };
  const build = program.start(['build', '--headless', ...TWO], { env });
  await build.printed('"type":"WorkerLeft"');
  const work = startWork(program, tasks(3, 0));
  await work.printed('"type":"TaskMerged"');
  const joined = (await program.events()).filter(({ type }) => type === 'WorkerJoined');
  const names = joined.map(({ data }) => (data as { worker: string }).worker);
  expect(new Set(names).size).toBe(2);
  const [, worked] = await Promise.all([build.ended, work.ended]);
  expect([worked.code, worked.stderr]).toEqual([0, '']);
});

it('waits with the build for an embedded server that hangs, until it is replaced', async () => {
  const program = new Program();
  const reactions = tasks(2, 4_000);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions);
  await work.printed('"type":"WorkerJoined"');
  const [server] = program.servers();
  process.kill(server?.pid ?? 0, 'SIGSTOP');
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code]).toEqual([0, 0]);
  for (const { stdout } of [built, worked]) {
    const waits = jsonLines(stdout).filter(({ type }) => type.startsWith('store-'));
    expect(waits.map(({ type }) => type)).toEqual(['store-waiting', 'store-back']);
  }
  expect(mergedOn(program)).toEqual(idsUpTo(2));
});

it('is refused by a build in place, naming --workers', async () => {
  const program = new Program();
  const reactions = [{ when: '.', steps: [slow(4_000)] }];
  const build = program.startBuild({ reactions }, ['--output', 'json', '--iterations', '1']);
  await build.printed('"type":"IterationStarted"');
  const { code, stderr } = await startWork(program, reactions).ended;
  expect([code, stderr]).toEqual([2, expect.stringMatching(/built in place.*--workers 2/s)]);
  await build.ended;
});

it('needs a session, waits visibly while no build runs it, and has nothing to do in a complete one', async () => {
  const program = new Program();
  const reactions = tasks(2);
  const none = await startWork(program, reactions).ended;
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('there is no session "SPEC"')]);
  await program.build({ reactions }, [...TWO, '--iterations', '1']);
  const work = startWork(program, reactions);
  await work.printed('no build runs session SPEC yet; waiting for one');
  await program.build({ reactions }, TWO);
  expect(await work.ended).toMatchObject({ code: 0, stderr: '' });
  expect(mergedOn(program)).toEqual(idsUpTo(2));
  const after = await startWork(program, reactions).ended;
  expect([after.code, after.stderr]).toEqual([0, expect.stringContaining('session SPEC is complete')]);
});

it.each([
  ['claud', /--agent names claud, which is no agent; did you mean claude\?/],
  ['nosuch', /--agent names nosuch, which is no agent; use one of .*opencode/],
])('refuses the agent %s instead of taking it for a model', async (agent, problem) => {
  const { code, stderr } = await new Program().run(['work', '--name', 'SPEC', '--agent', agent]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(problem)]);
});

it('ends with a build that is interrupted', async () => {
  const program = new Program();
  const reactions = tasks(4, 20_000);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions);
  await atWork(work, 'w3');
  build.signal('SIGINT');
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code]).toEqual([130, 130]);
  expect(await program.nothingLeft()).toEqual([]);
});

it('ends with a build that ends while it joins', async () => {
  const program = new Program();
  const reactions = tasks(4, 20_000);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const [asked, go] = [join(program.base, 'asked'), join(program.base, 'go')];
  const wait = `touch '${asked}'; until [ -e '${go}' ]; do sleep 0.05; done`;
  const git = `#!/bin/sh\ncase "$*" in *"worktree add"*) ${wait};; esac\nPATH='${program.env.PATH}' exec git "$@"\n`;
  mkdirSync(join(program.base, 'bin'));
  writeFileSync(join(program.base, 'bin', 'git'), git, { mode: 0o755 });
  const { commandLine } = program.agent({ reactions });
  const env = { ITERATR_AGENT: commandLine, PATH: `${join(program.base, 'bin')}:${program.env.PATH}` };
  const work = program.start(['work', '--name', 'SPEC', '--output', 'json'], { env });
  await waitFor('git to be asked', () => existsSync(asked));
  build.signal('SIGINT');
  await waitFor('the end of the run', async () => (await typesOf(program)).includes('RunEnded'));
  writeFileSync(go, '');
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code, worked.stderr]).toEqual([130, 130, '']);
});

it('gives the task of killed workers to others at once, and does nothing twice', async () => {
  const program = new Program();
  const reactions = tasks(5, 2_000);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions);
  await atWork(work, 'w3');
  work.signal('SIGKILL');
  await work.ended;
  expect((await build.ended).code).toBe(0);
  expect(mergedOn(program)).toEqual(idsUpTo(5));
  const lost = (await program.events()).find(({ type }) => type === 'WorkerLost');
  expect(lost?.data).toMatchObject({
    worker: 'w3',
    reason: expect.stringMatching(/^process \d+ on .* is dead$/),
  });
});

it('continues when the build is killed, and the next build finds it at work', async () => {
  const program = new Program();
  const reactions = tasks(6, 1_500);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions);
  await atWork(work, 'w3');
  build.signal('SIGKILL');
  await build.ended;
  const next = await program.build({ reactions }, TWO);
  expect([next.code, (await work.ended).code]).toEqual([0, 0]);
  expect(mergedOn(program)).toEqual(idsUpTo(6));
  const types = await typesOf(program);
  expect(types.filter((type) => type === 'WorkerLost')).toHaveLength(2);
});

it('stops the task of a worker that comes back late, and lets it join again under another name', async () => {
  const program = new Program();
  const reactions = tasks(4, 3_000);
  const build = program.startBuild({ reactions }, TWO);
  await build.printed('"type":"TaskClaimed"');
  const work = startWork(program, reactions);
  await atWork(work, 'w3');
  process.kill(work.pid, 'SIGSTOP');
  await waitFor('the worker to be lost', async () => build.stdout.includes('"type":"WorkerLost"'), 40_000);
  process.kill(work.pid, 'SIGCONT');
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code]).toEqual([0, 0]);
  expect(mergedOn(program)).toEqual(idsUpTo(4));
  expect(worked.stdout).toContain('w3 was cut off for too long');
  const joined = (await program.events()).filter(({ type }) => type === 'WorkerJoined');
  expect(joined.map(({ data }) => (data as { worker: string }).worker)).not.toEqual(['w1', 'w2', 'w3', 'w3']);
});

it('continues a build that was suspended before its workers began', async () => {
  const program = new Program();
  // They take longer than the lease of a suspended worker.
  const reactions = tasks(3, 12_000);
  const checking = join(program.base, 'checking');
  const check = `test -e '${checking}' || { touch '${checking}'; sleep 1; }`;
  const env = { ITERATR_VERIFY: JSON.stringify([check]) };
  const build = program.startBuild({ reactions }, TWO, { env });
  await waitFor('the checks before the work', () => existsSync(checking));
  process.kill(build.pid, 'SIGSTOP');
  const { commandLine } = program.agent({ reactions });
  const work = program.start(['work', '--name', 'SPEC', '--output', 'json'], {
    env: { ...env, ITERATR_AGENT: commandLine },
  });
  const isLost = (): boolean => work.stdout.split('"type":"WorkerLost"').length > 2;
  await waitFor('the workers to be lost', isLost, 60_000);
  process.kill(build.pid, 'SIGCONT');
  const [built, worked] = await Promise.all([build.ended, work.ended]);
  expect([built.code, worked.code, built.stderr]).toEqual([0, 0, '']);
  expect(built.stdout).toContain('w1 was cut off for too long');
  expect(mergedOn(program)).toEqual(idsUpTo(3));
});
