// Specifies that the terminal is as it was before, and no process is left, however the dashboard ends.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { expect, it } from 'vitest';
import { endProcess } from '../support/processes.ts';
import { ITERATR, Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import {
  environment,
  expectGivenBack,
  expectWhole,
  held,
  KEY,
  leave,
  leaveRunning,
  letGo,
  openBuild,
  openBuildInShell,
  recorded,
  shellAgain,
} from '../support/tui-program.ts';
import { PtyProgram } from '../support/tui-pty.ts';

const DONE = [mcp('task-add', { content: 'x', status: 'completed' }), mcp('session-complete')];
const HANGING: Scenario = { turns: [{ steps: [{ text: 'I am at work.' }, { hang: true }] }] };
const DEAF: Scenario = { stubborn: true, turns: [{ ...HANGING.turns?.[0], deaf: true }] };

/** The process of the program, which is not the shell that started it. */
function pidOfBuild(program: Program): number {
  const [found] = program
    .processes()
    .filter(({ command }) => command.startsWith(`${process.execPath} ${ITERATR}`));
  if (!found) throw new Error('the build does not run');
  return found.pid;
}

/** For `NODE_OPTIONS`: runs the code in the program itself, and in nothing that it starts. */
function preload(program: Program, code: string): { NODE_OPTIONS: string } {
  const file = join(program.base, 'preload.cjs');
  writeFileSync(file, `if (process.argv[1] === ${JSON.stringify(ITERATR)}) { ${code} }`);
  return { NODE_OPTIONS: `--require ${file}` };
}

it('asks before it ends a run whose agent works, and ends it in order', async () => {
  const program = new Program();
  const { ui } = openBuildInShell(program, HANGING);
  await ui.waitForText('I am at work.');
  ui.type(KEY.ctrlC);
  await ui.waitForText('The agent is working. Quitting ends its turn');
  ui.type(KEY.escape);
  await ui.waitForNoText('The agent is working.');
  await expectWhole(ui);
  ui.type(KEY.ctrlC);
  await ui.waitForText('The agent is working.');
  ui.type(`j${KEY.enter}`);
  const { screen, code } = await shellAgain(ui);
  expect(code).toBe(130);
  expect(screen).toContain('interrupted');
  ui.signal('SIGKILL');
  expect(await program.nothingLeft()).toEqual([]);
  expect((await recorded(program, 'RunEnded')).at(-1)?.data).toMatchObject({ reason: 'interrupted' });
});

it('ends at once when Ctrl+C is pressed twice, whatever the agent does', async () => {
  const program = new Program();
  const { ui } = openBuildInShell(program, DEAF);
  await ui.waitForText('I am at work.');
  ui.type(KEY.ctrlC + KEY.ctrlC);
  expect(await shellAgain(ui)).toMatchObject({ code: 130 });
  ui.signal('SIGKILL');
  expect(await program.nothingLeft()).toEqual([]);
  // An end in order records itself.
  expect((await program.events()).map(({ type }) => type)).not.toContain('RunEnded');
});

it('ends at once when Ctrl+C is pressed again while it ends in order', async () => {
  const program = new Program();
  const { ui } = openBuildInShell(program, DEAF);
  await ui.waitForText('I am at work.');
  ui.type(KEY.ctrlC);
  await ui.waitForText('Force quit');
  ui.type(`j${KEY.enter}`);
  await ui.waitForText('leaving');
  ui.type(KEY.ctrlC);
  expect(await shellAgain(ui)).toMatchObject({ code: 130 });
  ui.signal('SIGKILL');
  expect(await program.nothingLeft()).toEqual([]);
});

it('ends in order at SIGTERM', async () => {
  const program = new Program();
  const { ui } = openBuildInShell(program, HANGING);
  await ui.waitForText('I am at work.');
  endProcess(pidOfBuild(program), 'SIGTERM');
  expect(await shellAgain(ui)).toMatchObject({ code: 143 });
  ui.signal('SIGKILL');
  expect(await program.nothingLeft()).toEqual([]);
  expect((await recorded(program, 'RunEnded')).at(-1)?.data).toMatchObject({ reason: 'interrupted' });
});

it('ends in order when the window is closed', async () => {
  const program = new Program();
  const { ui } = openBuild(program, HANGING);
  await ui.waitForText('I am at work.');
  ui.hangUp();
  expect(await ui.exited).toEqual({ code: 130, signal: 0 });
  expect(await program.nothingLeft()).toEqual([]);
  expect((await recorded(program, 'RunEnded')).at(-1)?.data).toMatchObject({ reason: 'interrupted' });
});

it('ends in order when the window of a headless run is closed', async () => {
  const program = new Program();
  const { ui } = openBuild(program, HANGING, { args: ['--headless'] });
  await ui.waitForText('I am at work.');
  ui.hangUp();
  expect(await ui.exited).toEqual({ code: 130, signal: 0 });
  expect(await program.nothingLeft()).toEqual([]);
  expect((await recorded(program, 'RunEnded')).at(-1)?.data).toMatchObject({ reason: 'interrupted' });
});

it('ends in order when the window of a run that is over is closed', async () => {
  const program = new Program();
  const { ui } = openBuild(program, { turns: [{ steps: DONE }] });
  await ui.waitForText('Session complete');
  ui.hangUp();
  expect(await ui.exited).toEqual({ code: 0, signal: 0 });
  expect(await program.nothingLeft()).toEqual([]);
});

it('gives the terminal back and says why when the program itself fails', async () => {
  const program = new Program();
  const fails = "process.on('SIGUSR2', () => { throw new Error('thrown on purpose'); });";
  const { ui } = openBuildInShell(program, HANGING, { env: preload(program, fails) });
  await ui.waitForText('I am at work.');
  endProcess(pidOfBuild(program), 'SIGUSR2');
  const { screen, code } = await shellAgain(ui);
  expect(code).toBe(1);
  expect(screen).toContain('iteratr: unexpected error: thrown on purpose (set');
  ui.signal('SIGKILL');
  expect(await program.nothingLeft()).toEqual([]);
});

it('headless too, a fault of the program itself is one line, and leaves nothing', async () => {
  const program = new Program();
  const fails = "process.on('SIGUSR2', () => void Promise.reject(new Error('rejected on purpose')));";
  const build = program.startBuild(HANGING, [], { env: preload(program, fails) });
  await build.printed('I am at work.');
  build.signal('SIGUSR2');
  const { code, stderr } = await build.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^iteratr: unexpected error: rejected on purpose \(set ITERATR_LOG_LEVEL=debug[^\n]+\n$/,
  );
  // The server may stay for a moment: the next command uses it.
  expect(program.agents()).toEqual([]);
});

it('shows that the agent was killed, and the run goes on with another one', async () => {
  const program = new Program();
  const { ui } = openBuild(program, {
    turns: [
      { steps: [{ text: 'I am at work.' }, { hang: true }] },
      { steps: [{ text: 'I am new.' }, ...DONE] },
    ],
  });
  await ui.waitForText('I am at work.');
  for (const { pid } of program.agents()) endProcess(pid);
  const ended = (await ui.waitForText('Session complete')).join('\n');
  expect(ended).toContain('✗ #1 failed');
  ui.type(KEY.escape);
  await ui.waitForNoText('Session complete');
  await ui.waitForText('I am new.');
  expect((await expectWhole(ui)).join('\n')).toContain('SIGKILL');
  expect(await leave(ui)).toBe(0);
});

it('gives the shell back at Ctrl+Z, and `fg` brings everything back', async () => {
  const program = new Program();
  const agent = program.agent({
    turns: [{ steps: [{ text: 'I am at work.' }, held('end'), { text: 'I went on.' }, ...DONE] }],
  });
  const inputrc = join(program.base, 'inputrc');
  writeFileSync(inputrc, 'set enable-bracketed-paste off\n');
  const ui = new PtyProgram('/bin/bash', ['--norc', '--noprofile', '-i'], {
    columns: 120,
    rows: 50,
    cwd: program.workTree,
    env: environment(program, {
      ITERATR_AGENT: agent.commandLine,
      PS1: 'prompt> ',
      HISTFILE: '',
      INPUTRC: inputrc,
    }),
  });
  await ui.waitForText('prompt>');
  ui.type(
    `${[process.execPath, ITERATR, 'build', '--spec', 'specs/SPEC.md'].map((word) => quote(word)).join(' ')}\r`,
  );
  for (let times = 1; times <= 2; times++) {
    await ui.waitForText('I am at work.');
    ui.type(KEY.ctrlZ);
    await ui.waitForText(/Stopped[\s\S]*prompt>$/m);
    expectGivenBack(ui);
    ui.type(`echo "shell"{1,${times}}\r`);
    await ui.waitForText(/^shell1/m);
    ui.resize(120 - times, 50 - times);
    ui.type('fg\r');
    await ui.waitForText('I am at work.');
    await expectWhole(ui);
  }
  letGo(program, 'end');
  await ui.waitForText('Session complete');
  ui.type(KEY.ctrlC);
  await ui.waitForText(/complete: the session[\s\S]*prompt>/);
  expectGivenBack(ui);
  ui.type('echo "code $?"; stty -a\r');
  const screen = (await ui.waitForText(/code 0[\s\S]*echoke/)).join('\n');
  expect(screen).toMatch(/(?<!-)icanon/);
  ui.type('exit\r');
  await ui.exited;
});

it('keeps what libraries print off the screen', async () => {
  const program = new Program();
  const prints = [
    "process.on('SIGUSR2', () => {",
    "console.log('printed %s', 'one'); console.error('printed two'); console.warn('printed three');",
    '});',
  ].join(' ');
  const { ui } = openBuild(program, HANGING, { env: preload(program, prints) });
  await ui.waitForText('I am at work.');
  endProcess(pidOfBuild(program), 'SIGUSR2');
  ui.type('?');
  await ui.waitForText('─ Help ─');
  ui.type(KEY.escape);
  await ui.waitForNoText('─ Help ─');
  await expectWhole(ui);
  expect(ui.output).not.toContain('printed');
  expect(await leaveRunning(ui)).toBe(130);
  expect(ui.output).not.toContain('printed');
});
