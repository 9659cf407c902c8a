// Runs the real program in a pseudo-terminal: the dashboard of a build or of `attach`, with checks of its screen.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { expect } from 'vitest';
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import { ITERATR, type Program } from './program.ts';
import type { Scenario, Step } from './scripted-agent/scenario.ts';
import type { ScriptedAgent } from './scripted-agent/scripted-agent.ts';
import { PtyProgram } from './tui-pty.ts';
import { waitFor } from './wait-for.ts';

export interface DashboardOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface BuildDashboard {
  readonly ui: PtyProgram;
  readonly agent: ScriptedAgent;
}

/** The bytes that a terminal sends for keys. */
export const KEY = {
  altEnter: '\x1b\r',
  ctrlC: '\x03',
  ctrlZ: '\x1a',
  down: '\x1b[B',
  enter: '\r',
  escape: '\x1b',
  prefix: '\x18',
  tab: '\t',
  up: '\x1b[A',
} as const;

/** Names the spec that every test program has, because otherwise the build would ask for one. */
const BUILD = ['build', '--trust', '--spec', 'specs/SPEC.md'] as const;

/** Starts `iteratr build` with an agent that plays the scenario. */
export function openBuild(
  program: Program,
  scenario: Scenario,
  { columns = 120, rows = 35, args = [], env = {} }: DashboardOptions = {},
): BuildDashboard {
  const agent = program.agent(scenario);
  const ui = openTerminal(program, [...BUILD, ...args], {
    columns,
    rows,
    env: { ITERATR_AGENT: agent.commandLine, ...env },
  });
  return { ui, agent };
}

/** Starts any command of the program in its own terminal. */
export function openTerminal(
  program: Program,
  args: readonly string[],
  { columns = 120, rows = 35, env = {} }: Omit<DashboardOptions, 'args'> = {},
): PtyProgram {
  return new PtyProgram(process.execPath, [ITERATR, ...args], {
    columns,
    rows,
    cwd: program.workTree,
    env: environment(program, env),
  });
}

/**
 * Starts `iteratr build` in a shell, which then prints the exit code and the state of the terminal, and keeps running.
 */
export function openBuildInShell(
  program: Program,
  scenario: Scenario,
  { columns = 120, rows = 50, args = [], env = {} }: DashboardOptions = {},
): BuildDashboard {
  const agent = program.agent(scenario);
  const command = [process.execPath, ITERATR, ...BUILD, ...args].map((word) => quote(word)).join(' ');
  const script = `echo 'what was there before'; ${command}; echo "left with $?"; stty -a; exec sleep 60`;
  const ui = new PtyProgram('/bin/sh', ['-c', script], {
    columns,
    rows,
    cwd: program.workTree,
    env: environment(program, { ITERATR_AGENT: agent.commandLine, ...env }),
  });
  return { ui, agent };
}

/** Returns the environment of the program, without the variables of the test process. */
export function environment(
  program: Program,
  env: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> {
  const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return { ...none, ...program.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', ...env };
}

/** Returns a step at which the agent waits until the test calls `letGo` with the same name. */
export function held(name: string): Step {
  return { until: `../go-${name}` };
}

export function letGo(program: Program, name: string): void {
  writeFileSync(join(program.base, `go-${name}`), '');
}

/** Returns the screen between two frames, because a frame may arrive in pieces. */
function frameOf(ui: PtyProgram): Promise<string[]> {
  return waitFor('a frame', async () => {
    const { length } = ui.output;
    const screen = await ui.screen();
    const { output } = ui;
    const isWhole = output.lastIndexOf('\x1b[?2026l') > output.lastIndexOf('\x1b[?2026h');
    return isWhole && output.length === length && screen;
  });
}

/** Expects a complete screen: the status line on the last row and nowhere else, every row within the width. */
export async function expectWhole(ui: PtyProgram): Promise<string[]> {
  const screen = await frameOf(ui);
  const { columns, rows } = ui.emulator.size;
  expect(screen).toHaveLength(rows);
  expect(screen.at(-1)).toMatch(/ctrl\+(c quit|x …)$/);
  expect(screen.at(-1)?.length).toBe(columns);
  expect(screen.at(-1)).toMatch(/✓\d/);
  const others = screen.slice(0, -1);
  expect(others.filter((row) => /ctrl\+c quit$/.test(row))).toEqual([]);
  // On a small screen, an overlay fills all of it.
  expect(others[0]).toMatch(/^(Agent Output [─━]{2}|╭─ )/);
  expect(ui.emulator.isAlternateScreen).toBe(true);
  return screen;
}

/** Expects that incremental drawing equals a full redraw, which SIGCONT triggers. Nothing but clocks may change in between. */
export async function expectNoLeftovers(ui: PtyProgram): Promise<void> {
  const before = withoutClocks(await frameOf(ui));
  const drawn = ui.output.length;
  ui.signal('SIGCONT');
  await waitFor('everything to be drawn anew', () => {
    const taken = ui.output.indexOf('\x1b[?1049h', drawn);
    return taken >= 0 && ui.output.indexOf('\x1b[?2026h', taken) > 0;
  });
  expect(withoutClocks(await frameOf(ui))).toEqual(before);
}

/** Returns the rows without the status line, and with the same digits in every clock. */
function withoutClocks(frame: readonly string[]): string[] {
  return frame
    .slice(0, -1)
    .map((row) => row.replaceAll(/\b\d+:\d\d\b/g, (clock) => clock.replaceAll(/\d/g, '0')));
}

export function expectGivenBack({ emulator }: PtyProgram): void {
  expect({
    alternate: emulator.isAlternateScreen,
    cursor: emulator.isCursorVisible,
    paste: emulator.bracketedPaste,
    mouse: emulator.mouse,
    wrap: emulator.autoWrap,
  }).toEqual({ alternate: false, cursor: true, paste: false, mouse: 'none', wrap: true });
}

/** Returns what the shell of `openBuildInShell` prints after the program has ended. Expects that the terminal is restored. */
export async function shellAgain(ui: PtyProgram): Promise<{ screen: string; code: number }> {
  const screen = (await ui.waitForText(/left with \d+[\s\S]*echoke/, 15_000)).join('\n');
  expectGivenBack(ui);
  expect(screen).toContain('what was there before');
  expect(screen).toMatch(/(?<!-)icanon/);
  expect(screen).toMatch(/(?<!-)isig/);
  expect(screen).toMatch(/(?<!-)echo /);
  return { screen, code: Number(/left with (\d+)/.exec(screen)?.[1]) };
}

/** Quits the dashboard of a run that has ended, or that another process runs. */
export async function leave(ui: PtyProgram): Promise<number> {
  ui.type(KEY.ctrlC);
  return (await ui.exited).code;
}

/** Quits a running build, after the confirmation. */
export async function leaveRunning(ui: PtyProgram): Promise<number> {
  ui.type(KEY.ctrlC);
  await ui.waitForText('Force quit');
  ui.type('j\r');
  return (await ui.exited).code;
}

/** Returns the position of a text on the screen. */
export async function placeOf(ui: PtyProgram, text: string): Promise<{ x: number; y: number }> {
  const screen = await ui.waitForText(text);
  const y = screen.findIndex((row) => row.includes(text));
  return { x: columnOf(screen[y] ?? '', text), y };
}

/** Returns the column of a text. Requires that all characters before it are one column wide. */
function columnOf(row: string, text: string): number {
  return [...row.slice(0, row.indexOf(text))].length;
}

/** Waits for `count` events of this type and returns them, read over a separate connection. */
export async function recorded(program: Program, type: string, count = 1): Promise<StoredEvent[]> {
  return waitFor(`${count} ${type}`, async () => {
    const found = (await program.events()).filter((event) => event.type === type);
    return found.length >= count && found;
  });
}
