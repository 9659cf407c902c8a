// Specifies that the dashboard shows what other processes do at once, and that others can look on.
import { describe, expect, it } from 'vitest';
import { endProcess } from '../support/processes.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import {
  expectGivenBack,
  expectWhole,
  held,
  KEY,
  leave,
  leaveRunning,
  letGo,
  openBuild,
  openTerminal,
  recorded,
} from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const NAME = ['--name', 'SPEC'];
const DONE = [mcp('task-add', { content: 'x', status: 'completed' }), mcp('session-complete')];
const WORKING: Scenario = {
  turns: [
    { steps: [{ text: 'I am at work.' }, held('middle'), { text: 'I went on.' }, held('end'), ...DONE] },
  ],
};

it('shows tasks and messages of other processes', async () => {
  const program = new Program();
  const { ui } = openBuild(program, WORKING);
  await ui.waitForText('I am at work.');
  for (const number of [1, 2]) {
    const task = await program.run(['tool', 'task-add', ...NAME, '--content', `From outside ${number}`]);
    expect(task).toMatchObject({ code: 0, stderr: '' });
    await ui.waitForText(`From outside ${number}`);
    expect((await program.run(['message', ...NAME, `message ${number}`])).code).toBe(0);
    await ui.waitForText(`${number} queued`);
  }
  await expectWhole(ui);
  expect(await leaveRunning(ui)).toBe(130);
});

it('goes on, with nothing lost and nothing doubled, when the server of the store is killed', async () => {
  const program = new Program();
  const { ui } = openBuild(program, WORKING);
  await ui.waitForText('I am at work.');
  const other = openTerminal(program, ['attach', ...NAME]);
  await other.waitForText('I am at work.');
  await program.tool('task-add', ['--content', 'Before the end']);
  for (const screen of [ui, other]) await screen.waitForText('TAS-1 Before the end');
  for (const { pid } of program.servers()) endProcess(pid);
  await program.tool('task-add', ['--content', 'After the end']);
  letGo(program, 'middle');
  for (const screen of [ui, other]) {
    await screen.waitForText('TAS-2 After the end');
    const text = (await screen.waitForText('I went on.')).join('\n');
    expect(text.match(/I went on\./g)).toHaveLength(1);
    expect(text.match(/TAS-1 /g)).toHaveLength(1);
    await screen.waitForText('0/2');
  }
  expect(await leave(other)).toBe(0);
  expect(await leaveRunning(ui)).toBe(130);
  expect(await program.nothingLeft()).toEqual([]);
});

it('shows that another process lets the run pause and go on', async () => {
  const program = new Program();
  const { ui } = openBuild(program, {
    turns: [
      { steps: [mcp('task-add', { content: 'y' }), { text: 'I am at work.' }, held('end')] },
      { steps: DONE },
    ],
  });
  await ui.waitForText('I am at work.');
  await program.run(['pause', ...NAME]);
  await ui.waitForText('⏸ pausing');
  letGo(program, 'end');
  await ui.waitForText('⏸ paused');
  await expectWhole(ui);
  await program.run(['resume', ...NAME]);
  await ui.waitForText('Iteration #2');
  await ui.waitForText(/complete|limit/);
  await ui.waitForNoText('paused |');
  await ui.waitForText('esc close');
  await leave(ui);
});

it('pauses and goes on at the choice of a person', async () => {
  const program = new Program();
  const { ui } = openBuild(program, {
    turns: [
      { steps: [mcp('task-add', { content: 'y' }), { text: 'I am at work.' }, held('end')] },
      { steps: DONE },
    ],
  });
  await ui.waitForText('I am at work.');
  ui.type('\x18p');
  await ui.waitForText('the run pauses after this iteration');
  await ui.waitForText('⏸ pausing');
  letGo(program, 'end');
  await ui.waitForText('⏸ paused');
  ui.type('\x18p');
  await ui.waitForText('the run continues');
  await ui.waitForText('Iteration #2');
  await ui.waitForText('esc close');
  await leave(ui);
});

describe('attach', () => {
  it('shows what came before and what comes, writes, and leaves the run alone', async () => {
    const program = new Program();
    const { ui, agent } = openBuild(program, {
      ...WORKING,
      reactions: [
        {
          when: '^from there',
          steps: [
            { text: 'I have read it.' },
            mcp('task-status', { id: 'TAS-1', status: 'cancelled' }),
            mcp('task-status', { id: 'TAS-2', status: 'cancelled' }),
            ...DONE,
          ],
        },
      ],
      turns: [{ steps: WORKING.turns?.[0]?.steps?.slice(0, 4) ?? [] }],
    });
    await ui.waitForText('I am at work.');
    await program.run(['tool', 'task-add', ...NAME, '--content', 'Before']);
    const other = openTerminal(program, ['attach', ...NAME], { columns: 110, rows: 30 });
    await other.waitForText('I am at work.');
    await other.waitForText('TAS-1 Before');
    expect((await expectWhole(other)).at(-1)).toContain('attached');
    letGo(program, 'middle');
    await other.waitForText('I went on.');
    await ui.waitForText('I went on.');

    other.type(`ifrom there${KEY.enter}`);
    await other.waitForText('1 queued');
    await ui.waitForText('1 queued');
    other.type('\x18t');
    await other.waitForText('─ New task ─');
    other.type('From the other\x13');
    await ui.waitForText('TAS-2 From the other');
    await other.waitForText('TAS-2 From the other');
    const added = await recorded(program, 'TaskAdded', 2);
    expect(added.map(({ actor }) => actor)).toEqual(['user', 'user']);
    const screen = (await expectWhole(other)).join('\n');
    expect(screen.split('I went on.')).toHaveLength(2);
    expect(screen.split('I am at work.')).toHaveLength(2);

    expect(await leave(other)).toBe(0);
    expectGivenBack(other);
    expect(ui.isRunning).toBe(true);
    letGo(program, 'end');
    await ui.waitForText('I have read it.');
    await ui.waitForText('esc close');
    expect(agent.prompts().map(({ text }) => text)).toContain('from there');
    expect(await leave(ui)).toBe(0);
  });

  it('shows the run ending, and a session that is over, to be read', async () => {
    const program = new Program();
    const { ui } = openBuild(program, WORKING);
    await ui.waitForText('I am at work.');
    const other = openTerminal(program, ['attach', ...NAME]);
    await other.waitForText('I am at work.');
    letGo(program, 'middle');
    letGo(program, 'end');
    await ui.waitForText('Session complete');
    await other.waitForText('✓ TAS-1 x');
    expect(await leave(ui)).toBe(0);
    await other.waitForText('finished, read-only');
    await expectWhole(other);
    expect(await leave(other)).toBe(0);

    const reader = openTerminal(program, ['attach', ...NAME]);
    await reader.waitForText('finished, read-only');
    await reader.waitForText('Iteration #1');
    const screen = (await expectWhole(reader)).join('\n');
    for (const shown of ['Iteration #1', 'I am at work.', 'I went on.', '✓ TAS-1 x']) {
      expect(screen).toContain(shown);
    }
    expect(await leave(reader)).toBe(0);
  });

  it('survives that the process which runs the session is killed, and says that nobody runs it', async () => {
    const program = new Program();
    const { ui } = openBuild(program, WORKING);
    await ui.waitForText('I am at work.');
    const other = openTerminal(program, ['attach', ...NAME]);
    await other.waitForText('I am at work.');
    ui.signal('SIGKILL');
    await ui.exited;
    for (const { pid } of program.agents()) endProcess(pid);
    await other.waitForText('finished, read-only');
    other.type('\x18t');
    await other.waitForText('─ New task ─');
    other.type('Written afterwards\x13');
    await other.waitForText('TAS-1 Written afterwards');
    await expectWhole(other);
    expect(await leave(other)).toBe(0);
    expect(await program.nothingLeft()).toEqual([]);
  });

  it('needs a terminal, and a session that there is', async () => {
    const program = new Program();
    await program.run(['tool', 'task-add', ...NAME, '--content', 'x']);
    const without = await program.run(['attach', ...NAME]);
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toContain('attach needs a terminal');
    const unknown = openTerminal(program, ['attach', '--name', 'nobody']);
    const { code } = await unknown.exited;
    expect(code).not.toBe(0);
    expect(unknown.output).toContain('nobody');
    expectGivenBack(unknown);
  });

  it('remembers whether the sidebar is wanted', async () => {
    const program = new Program();
    await program.run(['tool', 'task-add', ...NAME, '--content', 'The one']);
    const first = openTerminal(program, ['attach', ...NAME]);
    await first.waitForText('TAS-1 The one');
    first.type('\x13');
    await first.waitForNoText('TAS-1 The one');
    await waitFor('the choice to be kept', () => program.exists('.iteratr/interface.json'));
    expect(await leave(first)).toBe(0);
    const second = openTerminal(program, ['attach', ...NAME]);
    await second.waitForText('Agent Output');
    expect((await expectWhole(second)).join('\n')).not.toContain('TAS-1');
    second.type('\x13');
    await second.waitForText('TAS-1 The one');
    expect(await leave(second)).toBe(0);
  });
});
