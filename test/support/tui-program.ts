// The real program in a pseudo-terminal: the dashboard of a build, or of one who looks on, and what its screen has to be.
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

/** Bytes of the keys as a terminal sends them. */
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

/** The spec that every program of the tests has: without one, it would be asked for. */
const BUILD = ['build', '--trust', '--spec', 'specs/SPEC.md'] as const;

/** `iteratr build` with the agent that plays the scenario. */
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

/** Any command of the program, in a terminal of its own. */
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
 * `iteratr build` as the command of a shell, which tells afterwards with what exit code it ended and how the terminal
 * was left, and then stays.
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

/** Of the program alone: nothing of what the tests themselves were started with. */
export function environment(
  program: Program,
  env: Readonly<Record<string, string | undefined>> = {},
): Record<string, string | undefined> {
  const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return { ...none, ...program.env, TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', ...env };
}

/** The agent waits here until the test says `letGo` with the same name. */
export function held(name: string): Step {
  return { until: `../go-${name}` };
}

export function letGo(program: Program, name: string): void {
  writeFileSync(join(program.base, `go-${name}`), '');
}

/** The screen between two frames: a frame may come in pieces. */
function frameOf(ui: PtyProgram): Promise<string[]> {
  return waitFor('a frame', async () => {
    const { length } = ui.output;
    const screen = await ui.screen();
    const { output } = ui;
    const isWhole = output.lastIndexOf('\x1b[?2026l') > output.lastIndexOf('\x1b[?2026h');
    return isWhole && output.length === length && screen;
  });
}

/** The screen is whole: status line on the last row and nowhere else, every row within the width. */
export async function expectWhole(ui: PtyProgram): Promise<string[]> {
  const screen = await frameOf(ui);
  const { columns, rows } = ui.emulator.size;
  expect(screen).toHaveLength(rows);
  expect(screen.at(-1)).toMatch(/ctrl\+(c quit|x …)$/);
  expect(screen.at(-1)?.length).toBe(columns);
  expect(screen.at(-1)).toMatch(/✓\d/);
  const others = screen.slice(0, -1);
  expect(others.filter((row) => /ctrl\+c quit$/.test(row))).toEqual([]);
  // Where there is little room, an overlay takes all of it.
  expect(others[0]).toMatch(/^(Agent Output [─━]{2}|╭─ )/);
  expect(ui.emulator.isAlternateScreen).toBe(true);
  return screen;
}

/** What was drawn bit by bit is what is drawn at once: after SIGCONT everything is drawn anew. Nothing may be going on. */
export async function expectNoLeftovers(ui: PtyProgram): Promise<void> {
  const before = (await frameOf(ui)).slice(0, -1);
  const drawn = ui.output.length;
  ui.signal('SIGCONT');
  await waitFor('everything to be drawn anew', () => {
    const taken = ui.output.indexOf('\x1b[?1049h', drawn);
    return taken >= 0 && ui.output.indexOf('\x1b[?2026h', taken) > 0;
  });
  expect((await frameOf(ui)).slice(0, -1)).toEqual(before);
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

/** What the shell of `openBuildInShell` tells when the program has ended; the terminal is as it was. */
export async function shellAgain(ui: PtyProgram): Promise<{ screen: string; code: number }> {
  const screen = (await ui.waitForText(/left with \d+[\s\S]*echoke/, 15_000)).join('\n');
  expectGivenBack(ui);
  expect(screen).toContain('what was there before');
  expect(screen).toMatch(/(?<!-)icanon/);
  expect(screen).toMatch(/(?<!-)isig/);
  expect(screen).toMatch(/(?<!-)echo /);
  return { screen, code: Number(/left with (\d+)/.exec(screen)?.[1]) };
}

/** Leaves a run that has ended, or one that nobody runs here. */
export async function leave(ui: PtyProgram): Promise<number> {
  ui.type(KEY.ctrlC);
  return (await ui.exited).code;
}

/** Ends a run that goes on, after the question. */
export async function leaveRunning(ui: PtyProgram): Promise<number> {
  ui.type(KEY.ctrlC);
  await ui.waitForText('Force quit');
  ui.type('j\r');
  return (await ui.exited).code;
}

/** Where a text is on the screen. */
export async function placeOf(ui: PtyProgram, text: string): Promise<{ x: number; y: number }> {
  const screen = await ui.waitForText(text);
  const y = screen.findIndex((row) => row.includes(text));
  return { x: columnOf(screen[y] ?? '', text), y };
}

/** Only for rows whose characters before the text are one column wide. */
function columnOf(row: string, text: string): number {
  return [...row.slice(0, row.indexOf(text))].length;
}

/** The first event of this type that the session holds, by a reader of its own. */
export async function recorded(program: Program, type: string, count = 1): Promise<StoredEvent[]> {
  return waitFor(`${count} ${type}`, async () => {
    const found = (await program.events()).filter((event) => event.type === type);
    return found.length >= count && found;
  });
}
