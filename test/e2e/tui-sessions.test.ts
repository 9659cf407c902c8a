// Switching between the sessions of a store, in the dashboard of a build and in `attach`.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import {
  expectGivenBack,
  expectWhole,
  held,
  KEY,
  leave,
  letGo,
  openBuild,
  openTerminal,
} from '../support/tui-program.ts';
import type { PtyProgram } from '../support/tui-pty.ts';

const WORKING: Scenario = {
  turns: [
    {
      steps: [
        { text: 'I am at work.' },
        held('middle'),
        { text: 'I went on.' },
        held('end'),
        mcp('task-add', { content: 'x', status: 'completed' }),
        mcp('session-complete'),
      ],
    },
  ],
};

async function withOther(): Promise<Program> {
  const program = new Program({ git: false });
  const turns = [{ steps: [{ text: 'The other said this.' }, mcp('task-add', { content: 'Of the other' })] }];
  expect((await program.build({ turns }, ['--name', 'other', '-i', '1'])).code).toBe(3);
  return program;
}

async function switchTo(ui: PtyProgram, name: string): Promise<void> {
  ui.type('\x18o');
  await ui.waitForText(/Sessions 2/);
  ui.type(name);
  await ui.waitForText(`> ${name}`);
  ui.type(KEY.enter);
}

it('lets the own run continue behind another session, and asks about it when the user quits', async () => {
  const program = await withOther();
  const { ui } = openBuild(program, WORKING);
  await ui.waitForText('I am at work.');
  await switchTo(ui, 'other');
  await ui.waitForText('The other said this.');
  const other = (await expectWhole(ui)).join('\n');
  expect(other).toContain('finished, read-only');
  expect(other).toContain('TAS-1 Of the other');
  expect(other).not.toContain('I am at work.');

  letGo(program, 'middle');
  ui.type(KEY.ctrlC);
  await ui.waitForText('The run of SPEC is active in the background.');
  ui.type(KEY.escape);
  await ui.waitForNoText('Force quit');

  await switchTo(ui, 'SPEC');
  await ui.waitForText('I went on.');
  const own = (await expectWhole(ui)).join('\n');
  expect(own.split('I went on.')).toHaveLength(2);
  expect(own.split('I am at work.')).toHaveLength(2);

  await switchTo(ui, 'other');
  await ui.waitForText('The other said this.');
  letGo(program, 'end');
  await ui.waitForText('the run of SPEC has ended: complete');
  expect(await leave(ui)).toBe(0);
  expectGivenBack(ui);
  expect(await program.nothingLeft()).toEqual([]);
});

it('moves attach from one session to another, and shows what comes in each', async () => {
  const program = await withOther();
  const build = program.startBuild(WORKING, ['--name', 'SPEC']);
  await build.printed('I am at work.');
  const ui = openTerminal(program, ['attach', '--name', 'other']);
  await ui.waitForText('The other said this.');
  await switchTo(ui, 'SPEC');
  await ui.waitForText('I am at work.');
  expect((await expectWhole(ui)).at(-1)).toContain('attached');
  letGo(program, 'middle');
  await ui.waitForText('I went on.');
  ui.type('\x18t');
  await ui.waitForText('─ New task ─');
  ui.type('For the run\x13');
  await ui.waitForText('TAS-1 For the run');

  await switchTo(ui, 'other');
  await ui.waitForText('TAS-1 Of the other');
  await program.run(['tool', 'task-add', '--name', 'other', '--content', 'From outside']);
  await ui.waitForText('TAS-2 From outside');
  const screen = (await expectWhole(ui)).join('\n');
  expect(screen.split('TAS-2 From outside')).toHaveLength(2);
  expect(screen).not.toContain('For the run');
  expect(await leave(ui)).toBe(0);
  await program.run(['tool', 'task-status', '--name', 'SPEC', '--id', 'TAS-1', '--status', 'cancelled']);
  letGo(program, 'end');
  expect((await build.ended).code).toBe(0);
});
