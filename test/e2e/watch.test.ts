// `sessions show --watch`: the page once, then a line for each change, until the run ends.
import { expect, it } from 'vitest';
import { endProcess } from '../support/processes.ts';
import { jsonLines, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { held, KEY, letGo, openTerminal } from '../support/tui-program.ts';

const WATCH = ['sessions', 'show', 'SPEC', '--watch'];
const WORKING: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-add', { content: 'Write it' }),
        { text: 'I am at work.' },
        held('end'),
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        mcp('session-complete'),
      ],
    },
  ],
};

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

it('prints the page once and then what changes, without a control sequence, until the run ends', async () => {
  const program = new Program({ git: false });
  const build = program.startBuild(WORKING);
  await build.printed('I am at work.');
  const watch = program.start(WATCH);
  await watch.printed('watching until the run ends');
  await program.run([
    'tool',
    'task-add',
    '--name',
    'SPEC',
    '--content',
    'From outside',
    '--status',
    'cancelled',
  ]);
  await watch.printed('new task TAS-2');
  letGo(program, 'end');
  const { code, stdout, stderr } = await watch.ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(count(stdout, 'SPEC: running')).toBe(1);
  expect(count(stdout, 'TAS-1 completed: Write it')).toBe(1);
  expect(stdout.trimEnd()).toMatch(/run ended: complete; 1 of 2 tasks completed, 1 iteration$/);
  expect(stdout).not.toContain('I am at work.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(stdout).not.toMatch(/[\x00-\x08\x0b-\x1f]/);
  expect((await build.ended).code).toBe(0);
  const after = await program.run(WATCH);
  expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('SPEC: complete') });
  expect(after.stdout).not.toContain('waiting for one');
});

it('waits for a run, and prints JSON as one object per line', async () => {
  const program = new Program({ git: false });
  await program.tool('task-add', ['--content', 'Before']);
  const watch = program.start([...WATCH, '--json']);
  await watch.printed('"name":"SPEC"');
  const turns = [
    { steps: [mcp('task-status', { id: 'TAS-1', status: 'completed' }), mcp('session-complete')] },
  ];
  await program.build({ turns });
  const { code, stdout, stderr } = await watch.ended;
  expect([code, stderr]).toEqual([0, 'iteratr: no run is in progress; waiting for one\n']);
  const [session, ...events] = jsonLines(stdout);
  expect(session).toMatchObject({ name: 'SPEC', details: { tasks: [{ id: 'TAS-1' }] } });
  expect(events.at(0)).toMatchObject({ type: 'RunStarted' });
  expect(events.at(-1)).toMatchObject({ type: 'RunEnded', data: { reason: 'complete' } });
});

it('says that the process of the run is gone', async () => {
  const program = new Program({ git: false });
  const build = program.startBuild(WORKING);
  await build.printed('I am at work.');
  const watch = program.start(WATCH);
  await watch.printed('watching until the run ends');
  build.signal('SIGKILL');
  await build.ended;
  for (const { pid } of program.agents()) endProcess(pid);
  const { code, stdout } = await watch.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('its process is gone');
});

it.each([
  ['colours', {}, true],
  ['no colours', { NO_COLOR: '1' }, false],
  ['nothing but text on a dumb terminal', { TERM: 'dumb' }, false],
])('prints %s on a terminal, and ends with Ctrl+C', async (_, env, isColoured) => {
  const program = new Program({ git: false });
  await program.tool('task-add', ['--content', 'Before']);
  const ui = openTerminal(program, WATCH, { env });
  await ui.waitForText('no run is in progress; waiting for one');
  await program.tool('task-add', ['--content', 'Now']);
  await ui.waitForText('new task TAS-2 [P2] Now');
  ui.type(KEY.ctrlC);
  expect((await ui.exited).code).toBe(0);
  expect(ui.output.includes('\x1b[')).toBe(isColoured);
});
