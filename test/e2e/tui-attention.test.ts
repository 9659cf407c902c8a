// Specifies how the dashboard calls the user's attention, by the bytes that it sends to the terminal.
import { expect, it } from 'vitest';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectGivenBack, held, KEY, leave, leaveRunning, letGo, openBuild } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const WORKING: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-batch-add', { tasks: [{ content: 'Write one' }, { content: 'Write two' }] }),
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        mcp('ask-user', { question: 'Which \x1b]0;port\x07?' }),
        { text: 'I am at work.' },
        held('end'),
      ],
    },
    { steps: [mcp('task-status', { id: 'TAS-2', status: 'completed' }), mcp('session-complete')] },
  ],
};
const GHOSTTY = { TERM_PROGRAM: 'ghostty' };
const CLEARED = '\x1b]9;4;0;0\x07\x1b[23;0t';

it('shows title and progress, asks and tells the end, and takes it back', async () => {
  const program = new Program();
  const { ui } = openBuild(program, WORKING, { env: GHOSTTY });
  await ui.waitForText('I am at work.');
  expect(ui.output).toContain('\x1b[22;0t');
  await waitFor('title and progress', () => ui.output.includes('\x1b]2;SPEC 1/2 · working\x07'));
  expect(ui.output).toContain('\x1b]9;4;1;50\x07');
  expect(told(ui.output)).toContainEqual(expect.stringMatching(/^9;SPEC asks: Which .*\?$/));
  expect(ui.output).not.toContain('\x1b]0;port');
  await program.run(['answer', 'QUE-1', 'eighty']);
  letGo(program, 'end');
  await ui.waitForText('Session complete');
  await waitFor('the end', () => ui.output.includes('\x1b]9;SPEC: Session complete\x07'));
  expect(ui.output).toContain('\x1b]2;SPEC 2/2 · session complete\x07');
  expect(ui.output).not.toContain('\x1b[23;0t');
  expect(await leave(ui)).toBe(0);
  expect(ui.output).toContain(CLEARED);
  expectGivenBack(ui);
});

it('takes everything back when it is stopped for a while, and when it crashes', async () => {
  const program = new Program();
  const { ui } = openBuild(program, WORKING, { env: GHOSTTY });
  await ui.waitForText('I am at work.');
  ui.type(KEY.ctrlZ);
  await waitFor('the cleared progress', () => ui.output.includes(CLEARED));
  const stopped = ui.output.length;
  await waitFor('the program to be back', () => {
    ui.signal('SIGCONT');
    return ui.output.includes('\x1b]2;SPEC 1/2 · working\x07', stopped);
  });
  endProcess(ui.pid, 'SIGTERM');
  await ui.exited;
  expect(ui.output.lastIndexOf(CLEARED)).toBeGreaterThan(stopped);
});

it.each([
  ['off', GHOSTTY, []],
  ['title', GHOSTTY, ['title', 'progress']],
  ['bell', GHOSTTY, ['title', 'progress', 'bell']],
  ['all', { TMUX: '/tmp/none,1,0', ...GHOSTTY }, ['title', 'bell']],
] as const)('at the level %s, in %j, uses %j', async (level, env, used) => {
  const program = new Program();
  const { ui } = openBuild(program, WORKING, { env: { ...env, ITERATR_ATTENTION: level } });
  await ui.waitForText('I am at work.');
  await waitFor('the question', () => level === 'off' || level === 'title' || bells(ui.output) > 0);
  expect(await leaveRunning(ui)).toBe(130);
  expect({
    title: ui.output.includes('\x1b]2;'),
    progress: ui.output.includes('\x1b]9;4;1;'),
    bell: bells(ui.output) > 0,
    notification: told(ui.output).some((one) => one.startsWith('9;SPEC')),
  }).toEqual({
    title: used.includes('title' as never),
    progress: used.includes('progress' as never),
    bell: used.includes('bell' as never),
    notification: false,
  });
});

/** Returns what the program has told the terminal by OSC sequences, each of which ends with a bell character. */
function told(output: string): readonly string[] {
  return output
    .split('\x1b]')
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('\x07')));
}

/** Counts the bells that do not end a sequence. */
function bells(output: string): number {
  return output.split('\x07').length - 1 - told(output).length;
}
