// Specifies what happens when something is ended from outside: nothing recorded is lost, and no process is left.
import { chmodSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import { endProcess } from '../support/processes.ts';
import { jsonLines, Program, type Running } from '../support/program.ts';
import { ANY_NUMBER_OF_TASKS, mcp } from '../support/scenarios.ts';
import type { Scenario, Step, Turn } from '../support/scripted-agent/scenario.ts';
import { waitFor } from '../support/wait-for.ts';

/** Begins a task and then never ends. */
const HANGING: readonly Step[] = [
  mcp('task-add', { content: 'Long work' }),
  mcp('task-status', { id: 'TAS-1', status: 'in_progress' }),
  { text: 'working\n' },
  { hang: true },
];

const FINISHING: Turn = {
  steps: [mcp('task-status', { id: 'TAS-1', status: 'completed' }), mcp('session-complete')],
};

async function hanging(program: Program, scenario: Scenario = {}): Promise<Running> {
  const build = program.startBuild({ turns: [{ steps: HANGING }], ...scenario });
  await build.printed('working\n');
  return build;
}

function ends(events: readonly StoredEvent[]): unknown[] {
  return events.filter(({ type }) => type === 'IterationEnded').map(({ data }) => data);
}

describe.each([
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
] as const)('$signal', ({ signal, code }) => {
  it('ends the run in order and is recorded', async () => {
    const program = new Program();
    const build = await hanging(program);
    expect(program.agents()).toHaveLength(1);
    expect(program.servers()).toHaveLength(1);
    build.signal(signal);
    const ended = await build.ended;
    expect(ended.code).toBe(code);
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^interrupted: interrupted; run the same command to resume/,
    );
    expect(await program.nothingLeft()).toEqual([]);
    const events = await program.events();
    expect(ends(events)).toEqual([expect.objectContaining({ number: 1, outcome: 'interrupted' })]);
    expect(events.at(-1)).toMatchObject({ type: 'RunEnded', data: { reason: 'interrupted' } });
    expect(program.exists('.iteratr/runs/SPEC.json')).toBe(false);
  });

  it('given twice within milliseconds is one request: the run ends in order', async () => {
    const program = new Program();
    const build = await hanging(program);
    build.signal(signal);
    await sleep(2);
    build.signal(signal);
    const ended = await build.ended;
    expect(ended.code).toBe(code);
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toMatch(/^interrupted: interrupted;/);
    expect(await program.nothingLeft()).toEqual([]);
    expect((await program.events()).at(-1)).toMatchObject({ type: 'RunEnded' });
    expect(program.exists('.iteratr/runs/SPEC.json')).toBe(false);
  });

  it('given again ends everything at once, even what ignores signals', async () => {
    const program = new Program();
    const build = await hanging(program, { turns: [{ steps: HANGING, deaf: true }], stubborn: true });
    build.signal(signal);
    if (signal === 'SIGINT') {
      await waitFor('the hint', () => build.stderr.includes('press Ctrl+C again to force quit'));
    } else {
      await waitFor('the cancellation', () => program.exists('.iteratr/transcripts/SPEC/1.ndjson'));
    }
    // Signals that come close together can become one: the second is given until it has come.
    await waitFor('the build to end', () => {
      build.signal(signal);
      return !program.processes().some(({ pid }) => pid === build.pid);
    });
    const { code: exit, stdout } = await build.ended;
    expect(exit).toBe(code);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^interrupted: interrupted; run the same command to resume \(0\/1 tasks/,
    );
    expect(stdout.match(/^interrupted:/gm)).toHaveLength(1);
    expect(await program.nothingLeft()).toEqual([]);
    expect(program.exists('.iteratr/runs/SPEC.json')).toBe(false);
    expect(readdirSync(program.path('.iteratr/runs'))).toEqual([]);
    // An end in order records itself.
    expect((await program.events()).map(({ type }) => type)).not.toContain('RunEnded');
  });
});

it('two different signals end the run at once; the last line of the JSON log has the exit code', async () => {
  const program = new Program();
  const scenario = { turns: [{ steps: HANGING, deaf: true }], stubborn: true };
  const build = program.startBuild(scenario, ['--output', 'json']);
  await build.printed('working');
  build.signal('SIGTERM');
  await waitFor('the build to end', () => {
    build.signal('SIGINT');
    return !program.processes().some(({ pid }) => pid === build.pid);
  });
  const { code, stdout } = await build.ended;
  // The system delivers two signals of the same moment in either order.
  expect([130, 143]).toContain(code);
  expect(jsonLines(stdout).at(-1)).toMatchObject({
    type: 'run-ended',
    reason: 'interrupted',
    exitCode: code,
  });
  expect(readdirSync(program.path('.iteratr/runs'))).toEqual([]);
  expect(await program.nothingLeft()).toEqual([]);
});

it('signals during the last steps of an end in order leave nothing behind', async () => {
  const program = new Program();
  const build = await hanging(program);
  build.signal('SIGTERM');
  await build.printed('\ninterrupted: ');
  build.signal('SIGTERM');
  build.signal('SIGINT');
  expect((await build.ended).code).toBe(143);
  expect(await program.nothingLeft()).toEqual([]);
  expect(readdirSync(program.path('.iteratr/runs'))).toEqual([]);
});

it('SIGHUP ends the run in order, also when it comes more than once', async () => {
  const program = new Program();
  const build = await hanging(program);
  // Of one window that is closed, from terminal, shell and kernel.
  for (let times = 0; times < 3; times++) build.signal('SIGHUP');
  expect((await build.ended).code).toBe(130);
  expect(await program.nothingLeft()).toEqual([]);
  const events = await program.events();
  expect(ends(events)).toEqual([expect.objectContaining({ number: 1, outcome: 'interrupted' })]);
  expect(events.at(-1)).toMatchObject({ type: 'RunEnded', data: { reason: 'interrupted' } });
});

it('SIGINT while the agent starts ends the run before anything is recorded', async () => {
  const program = new Program();
  const build = program.startBuild({ startup: [{ stderr: 'starting' }, { hang: true }] });
  await waitFor('the agent', () => program.agents().length > 0);
  build.signal('SIGINT');
  const { code, stdout } = await build.ended;
  expect(code).toBe(130);
  expect(stdout).toContain('interrupted:');
  expect(await program.nothingLeft()).toEqual([]);
  expect(await program.events()).toEqual([]);
});

it('SIGINT while it waits to try again ends the run at once', async () => {
  const program = new Program();
  const build = program.startBuild({ fallback: { steps: [{ crash: {} }] } });
  await build.printed('continues immediately');
  build.signal('SIGINT');
  expect((await build.ended).code).toBe(130);
  expect(await program.nothingLeft()).toEqual([]);
});

it('SIGKILL of the build loses nothing: the next one goes on, releases the task and says why', async () => {
  const program = new Program();
  const agent = program.agent({ turns: [{ steps: HANGING }, FINISHING] });
  const env = { ITERATR_AGENT: agent.commandLine };
  const first = program.start(['build'], { env });
  await first.printed('working\n');
  first.signal('SIGKILL');
  expect((await first.ended).code).toBe(137);
  await waitFor('the agent to end with its input', () => program.agents().length === 0);
  expect(program.exists('.iteratr/runs/SPEC.json')).toBe(true);

  const second = await program.run(['build', '--output', 'json'], { env });
  expect(second.stderr).toBe('');
  expect(second.code).toBe(0);
  expect(await program.nothingLeft()).toEqual([]);

  const events = await program.events();
  const started = events.filter(({ type }) => type === 'IterationStarted');
  expect(started.map(({ data }) => (data as { number: number }).number)).toEqual([1, 2]);
  expect(ends(events)[0]).toMatchObject({ number: 1, outcome: 'interrupted' });
  const released = events.find(({ type }) => type === 'TaskReleased');
  expect(released).toMatchObject({ data: { id: 'TAS-1', reason: expect.stringMatching(/iteration 1/) } });
  expect(await program.tool('task-list')).toEqual([
    expect.objectContaining({ id: 'TAS-1', status: 'completed' }),
  ]);
  expect(jsonLines(second.stdout).at(-1)).toMatchObject({ exitCode: 0, tasks: { total: 1, completed: 1 } });
});

it('SIGKILL of the build leaves an agent that ignores its end to the next build, which ends it', async () => {
  const program = new Program();
  const first = await hanging(program, { turns: [{ steps: HANGING, deaf: true }], stubborn: true });
  const [left] = program.agents();
  first.signal('SIGKILL');
  await first.ended;
  expect(program.agents()).toEqual([left]);
  const { code, stderr } = await program.build({ turns: [FINISHING] });
  expect([code, stderr]).toEqual([0, '']);
  expect(await program.nothingLeft()).toEqual([]);
});

it('SIGKILL of everything leaves a command of the agent to the next build, which ends it', async () => {
  const program = new Program();
  const command = 'echo > ../runs; sleep 300';
  const build = program.startBuild({ turns: [{ steps: [{ shell: command }] }] });
  await waitFor('the command', () => program.exists('../runs'));
  const left = () => program.processes().filter((found) => /^(sh -c echo|sleep 300)/.test(found.command));
  for (const { pid } of [...program.servers(), ...program.agents()]) endProcess(pid);
  build.signal('SIGKILL');
  await build.ended;
  await waitFor('the rest to be gone', () => left().length === 2 && program.processes().length === 2);
  const done = [mcp('task-add', { content: 'x', status: 'completed' }), mcp('session-complete')];
  expect((await program.build({ turns: [{ steps: done }] })).code).toBe(0);
  expect(await program.nothingLeft()).toEqual([]);
});

describe('SIGKILL of the build while git commits', () => {
  const turns: Turn[] = [
    {
      steps: [
        mcp('task-add', { content: 'One' }),
        { write: { path: 'one.txt', content: '1' } },
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      ],
    },
    { steps: [mcp('session-complete')] },
  ];

  /** Killed while a hook of the repository runs, until there is a file `go`. */
  async function killed(): Promise<{ program: Program; env: Record<string, string> }> {
    const program = new Program();
    program.mkdir('.git/hooks');
    const script =
      '#!/bin/sh\n[ -e ../runs ] && exit\necho > ../runs\nuntil [ -e ../go ]; do sleep 0.05; done\n';
    chmodSync(program.write('.git/hooks/pre-commit', script), 0o755);
    const env = { ITERATR_AGENT: program.agent({ turns }).commandLine };
    const build = program.start(['build'], { env });
    await waitFor('the hook', () => program.exists('../runs'));
    build.signal('SIGKILL');
    await build.ended;
    return { program, env };
  }

  it('leaves git to the next build, which ends it and commits what the killed one left', async () => {
    const { program, env } = await killed();
    const running = () => program.processes().some(({ command }) => command.includes('pre-commit'));
    expect(running()).toBe(true);
    expect((await program.run(['build'], { env })).code).toBe(0);
    expect(await program.nothingLeft()).toEqual([]);
    expect(program.git('show', '--name-only', '--format=').trim()).toBe('one.txt');
    expect(program.git('status', '--porcelain').trim()).toBe('');
  });

  it('lets a commit be made that the index of the user does not know of; the next build tells it', async () => {
    const { program, env } = await killed();
    program.write('../go', '');
    await waitFor(
      'git to end',
      () => !program.processes().some(({ command }) => /^git |pre-commit/.test(command)),
    );
    expect(program.git('log', '-1', '--format=%s').trim()).toBe('One');
    expect(program.git('status', '--porcelain')).toBe('D  one.txt\n?? one.txt\n');
    expect((await program.run(['build'], { env })).code).toBe(0);
    expect(program.git('status', '--porcelain')).toBe('');
    expect(readdirSync(program.path('.git')).filter((name) => name.startsWith('iteratr-'))).toEqual([]);
  });
});

describe('a data directory that is removed during a build', () => {
  it.each([
    ['rm -rf .iteratr', true],
    ['git clean -ffdxq', true],
    ['rm -rf .iteratr', false],
  ])('by %s (in a repository: %s) ends the run, and its sessions can be restored', async (command, git) => {
    const program = new Program({ git });
    const steps: Step[] = [
      mcp('task-add', { content: 'Kept' }),
      { shell: command },
      { text: 'done\n' },
      { hang: true },
    ];
    const { code, stdout } = await program.build({ turns: [{ steps }] });
    expect(code, stdout).toBe(1);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^store_lost: the data directory .* was removed or replaced while it was in use/,
    );
    // Without its protection from `git clean`, a directory that came back would not get it again.
    expect(program.exists('.iteratr')).toBe(false);
    expect(await program.nothingLeft()).toEqual([]);
    expect(await program.run(['sessions', 'restore', 'SPEC'])).toMatchObject({ code: 0 });
    const { stdout: tasks } = await program.run(['tool', 'task-list', '--name', 'SPEC']);
    expect(tasks).toContain('TAS-1 [P2] Kept');
  });

  it('by git clean -fdx is not removed at all', async () => {
    const program = new Program();
    const steps: Step[] = [
      mcp('task-add', { content: 'Kept' }),
      { shell: 'git clean -fdxq' },
      mcp('task-status', { id: 'TAS-1', status: 'completed' }),
      mcp('session-complete'),
    ];
    expect(await program.build({ turns: [{ steps }] })).toMatchObject({ code: 0 });
  });
});

it('SIGKILL of the agent fails the iteration, and the next one works', async () => {
  const program = new Program();
  const build = await hanging(program, { turns: [{ steps: HANGING }, FINISHING] });
  for (const { pid } of program.agents()) endProcess(pid);
  const { code, stdout } = await build.ended;
  expect(stdout).toContain('iteration 1 failed: the agent');
  expect(code).toBe(0);
  expect(await program.nothingLeft()).toEqual([]);
  const [first, second] = ends(await program.events());
  expect(first).toMatchObject({ number: 1, outcome: 'failed', reason: expect.stringContaining('SIGKILL') });
  expect(second).toMatchObject({ number: 2, outcome: 'finished' });
});

it('an agent that always crashes ends the run as failed, after a few attempts', async () => {
  const program = new Program();
  const { code, stdout } = await program.build({ fallback: { steps: [{ crash: { code: 7 } }] } });
  expect(code).toBe(1);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^failed: .*code 7.*3 iterations in a row/);
  expect(await program.nothingLeft()).toEqual([]);
});

it('SIGKILL of the server loses nothing acknowledged, and the run goes on with a new one', async () => {
  const program = new Program();
  const steps: Step[] = [
    mcp('task-add', { content: 'Before' }),
    { text: 'now\n' },
    { shell: 'until [ -e ../go ]; do sleep 0.05; done' },
    mcp('task-add', { content: 'After' }),
    mcp('task-status', { id: 'TAS-1', status: 'completed' }),
    mcp('task-status', { id: 'TAS-2', status: 'completed' }),
    mcp('session-complete'),
  ];
  const build = program.startBuild({ turns: [{ steps }] }, [], { env: ANY_NUMBER_OF_TASKS });
  await build.printed('now\n');
  const [server] = program.servers();
  endProcess(server?.pid ?? 0);
  await waitFor('the server to be gone', () => !program.servers().some(({ pid }) => pid === server?.pid));
  program.write('../go', '');
  const { code, stdout } = await build.ended;
  expect(stdout).toContain('+ TAS-2 [P2] After');
  expect(code).toBe(0);
  expect(await program.nothingLeft()).toEqual([]);
  const events = await program.events();
  const added = events.filter(({ type }) => type === 'TaskAdded').map(({ data }) => data);
  expect(added).toMatchObject([{ content: 'Before' }, { content: 'After' }]);
  expect(events.at(-1)?.type).toBe('RunEnded');
});

it('after the server was killed, the run still sees what other processes record', async () => {
  const program = new Program();
  const steps: Step[] = [
    { text: 'now\n' },
    { shell: 'until [ -e ../go ]; do sleep 0.05; done' },
    mcp('task-add', { content: 'By the agent' }),
    { text: 'again\n' },
    { shell: 'until [ -e ../end ]; do sleep 0.05; done' },
  ];
  const build = program.startBuild({ turns: [{ steps }] }, ['-i', '1']);
  await build.printed('now\n');
  for (const { pid } of program.servers()) endProcess(pid);
  program.write('../go', '');
  await build.printed('again\n');
  // The tool does not find the build and works on the store by itself.
  program.write('.iteratr/runs/SPEC.json', 'unreadable');
  await program.tool('task-add', ['--content', 'By the user']);
  await build.printed('By the user');
  program.write('../end', '');
  expect((await build.ended).code).toBe(3);
});
