// The real terminal, in a pseudo-terminal: what a program takes of it, it gives back, however it ends.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../../support/temp-dir.ts';
import { PtyProgram } from '../../../support/tui-pty.ts';
import { waitFor } from '../../../support/wait-for.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/tui-fixture/terminal-program.ts', import.meta.url));
const COMMAND = `"${process.execPath}" --import tsx "${PROGRAM}"`;

/** The program as a shell's child, so that what it leaves of the terminal can be looked at afterwards. */
function inShell(): PtyProgram {
  const script = `printf 'what was there before\\n'; ${COMMAND}; echo "left with $?"; stty -a; sleep 60`;
  return new PtyProgram('/bin/sh', ['-c', script], { rows: 50 });
}

function alone(env: Record<string, string> = {}): PtyProgram {
  return new PtyProgram(process.execPath, ['--import', 'tsx', PROGRAM], { env });
}

async function pidOf(program: PtyProgram): Promise<number> {
  const screen = (await program.waitForText(/pid \d+/)).join('\n');
  return Number(/pid (\d+)/.exec(screen)?.[1]);
}

function expectTaken({ emulator }: PtyProgram): void {
  expect(emulator.isAlternateScreen).toBe(true);
  expect(emulator.isCursorVisible).toBe(false);
  expect(emulator.bracketedPaste).toBe(true);
  expect(emulator.mouse).toBe('drag');
  expect(emulator.autoWrap).toBe(false);
}

/** Modes that are on in a terminal that nobody has touched: line wrapping and the cursor. */
const NORMALLY_ON = new Set(['7', '25']);

function expectGivenBack({ emulator, output }: PtyProgram): void {
  const modes = new Map<string, string>();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with Escape
  for (const [, mode = '', state = ''] of output.matchAll(/\x1b\[\?(\d+)([hl])/g)) modes.set(mode, state);
  const left = [...modes].filter(([mode, state]) => (state === 'h') !== NORMALLY_ON.has(mode));
  expect(left).toEqual([]);
  expect(output.split('\x1b[<u').length).toBe(output.split('\x1b[>1u').length);
  expect(output.lastIndexOf('\x1b[>4m')).toBeGreaterThan(output.lastIndexOf('\x1b[>4;1m'));
  expect(emulator.isAlternateScreen).toBe(false);
  expect(emulator.isCursorVisible).toBe(true);
  expect(emulator.bracketedPaste).toBe(false);
  expect(emulator.mouse).toBe('none');
  expect(emulator.autoWrap).toBe(true);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the screen is as it was before', () => {
  test.each([
    { way: 'after stop', end: (program: PtyProgram) => program.type('q'), code: 0 },
    { way: 'after process.exit', end: (program: PtyProgram) => program.type('e'), code: 3 },
    { way: 'after an uncaught exception', end: (program: PtyProgram) => program.type('t'), code: 1 },
    {
      way: 'after SIGTERM',
      end: async (program: PtyProgram) => process.kill(await pidOf(program), 'SIGTERM'),
      code: 143,
    },
  ])('$way', async ({ end, code }) => {
    const program = inShell();
    await program.waitForText('ready 80x50');
    expectTaken(program);
    await end(program);
    const screen = (await program.waitForText(/left with \d+[\s\S]*echoke/)).join('\n');
    expect(screen).toContain(`left with ${code}`);
    expect(screen).toContain('what was there before');
    expect(screen).not.toContain('ready');
    expect(screen.includes('thrown on purpose')).toBe(code === 1);
    expect(screen).toMatch(/(?<!-)icanon/);
    expect(screen).toMatch(/(?<!-)echo /);
    expectGivenBack(program);
  });

  test('while another program uses it, and then it is taken again', async () => {
    const program = inShell();
    await program.waitForText('ready 80x50');
    program.type('s');
    await program.waitForText('meanwhile on the other screen');
    expectGivenBack(program);
    await program.waitForText('{"type":"resumed"}');
    expectTaken(program);
  });
});

describe('stopping and continuing', () => {
  async function shellJob(): Promise<PtyProgram> {
    const shell = new PtyProgram('bash', ['--norc', '--noprofile', '--noediting', '-i'], {
      env: { PS1: 'prompt> ' },
    });
    await shell.waitForText('prompt>');
    shell.type(`${COMMAND}\r`);
    await shell.waitForText('ready 80x24');
    return shell;
  }

  test.each([
    { way: 'Ctrl+Z', stop: (shell: PtyProgram) => shell.type('\x1a') },
    { way: 'SIGTSTP', stop: async (shell: PtyProgram) => process.kill(await pidOf(shell), 'SIGTSTP') },
  ])('$way gives the screen to the shell and fg takes it again', async ({ stop }) => {
    const shell = await shellJob();
    await stop(shell);
    await shell.waitForText('Stopped');
    expectGivenBack(shell);
    shell.resize(90, 30);
    shell.type('fg\r');
    await shell.waitForText('ready 90x30');
    await shell.waitForText('{"type":"resumed"}');
    expectTaken(shell);
    shell.type('x');
    await shell.waitForText('"name":"x"');
    shell.type('q');
    await shell.waitForNoText('ready');
    expectGivenBack(shell);
  });

  test('SIGSTOP cannot be prepared for, but fg draws everything again', async () => {
    const shell = await shellJob();
    process.kill(await pidOf(shell), 'SIGSTOP');
    await shell.waitForText('Stopped');
    shell.type('fg\r');
    await shell.waitForText('{"type":"resumed"}');
    await shell.waitForNoText('Stopped');
    expectTaken(shell);
    shell.type('q');
    await shell.waitForNoText('ready');
    expectGivenBack(shell);
  });

  test('without a shell to continue it, Ctrl+Z does not leave it stopped', async () => {
    const program = alone();
    await program.waitForText('ready');
    program.type('\x1a');
    await program.waitForText('{"type":"resumed"}');
    expectTaken(program);
  });
});

describe('a terminal that is gone', () => {
  test.each([
    { case: 'with the hang-up signal', env: {} },
    { case: 'without it', env: { IGNORE_HANGUP: 'yes' } },
  ])('ends the program $case', async ({ env }) => {
    const program = alone(env);
    const pid = await pidOf(program);
    program.hangUp();
    await waitFor('the end of the program', () => !isAlive(pid));
  });
});

describe('a terminal that stops reading', () => {
  async function flooded(): Promise<{
    program: PtyProgram;
    heartbeat: () => { ticks: number; busy: boolean };
  }> {
    const file = join(tempDir(), 'heartbeat');
    const program = alone({ HEARTBEAT_FILE: file });
    await program.waitForText('ready');
    const heartbeat = () => JSON.parse((existsSync(file) && readFileSync(file, 'utf8')) || '{}');
    program.type('f');
    program.stopReading();
    await waitFor('a terminal that takes no more', () => heartbeat().busy);
    return { program, heartbeat };
  }

  test('does not hold up the program, and shows the present once it reads again', async () => {
    const { program, heartbeat } = await flooded();
    const { ticks } = heartbeat();
    await waitFor('20 more ticks', () => heartbeat().ticks > ticks + 20);
    expect(heartbeat().busy).toBe(true);
    program.readAgain();
    await waitFor(
      'the present',
      async () => Number.parseInt((await program.screen())[0] ?? '', 10) > ticks + 20,
    );
  });

  test('is not waited for on leaving', async () => {
    const { program } = await flooded();
    program.type('q');
    await waitFor('the end of the program', () => !isAlive(program.pid));
  });
});

describe('what comes in', () => {
  test('a paste of 100 KB of mixed writing arrives whole', async () => {
    const text = 'ASCII und Größe, 日本語のテキスト, 👩‍👩‍👧 🇩🇪 ❤️ é\n'.repeat(2_000);
    const program = alone();
    await program.waitForText('ready');
    program.paste(text);
    await program.waitForText(`paste ${text.length} ${checksum(text)}`);
    program.type('x');
    await program.waitForText('"name":"x"');
  });

  test('a click means what is drawn there', async () => {
    const program = alone();
    await program.waitForText('ready');
    program.click(3, 0);
    await program.waitForText('mouse press 3,0 the word ready');
    program.wheel(40, 10, 1);
    await program.waitForText('mouse wheel-down 40,10 undefined');
  });

  test('noise from the keyboard leaves the program awake and the frame in order', async () => {
    const program = alone({ IGNORE_COMMANDS: 'yes' });
    await program.waitForText('ready');
    let noise = '';
    for (let seed = 1, length = 0; length < 20_000; length += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      noise += seed % 9 === 0 ? '\x1b' : String.fromCodePoint(seed % 5 === 0 ? seed % 0xd800 : seed % 256);
    }
    program.type(noise);
    // Stray bytes of a cut character: what terminal-kit's own parser never comes back from.
    program.type(Buffer.from([0x80, 0xbf, 0xe6, 0x97]));
    program.type('\x1b[201~\x03\x1b[201~');
    program.paste('the end');
    const screen = await program.waitForText(`paste 7 ${checksum('the end')}`);
    expect(screen[0]).toBe('ready 80x24');
    expect(screen[1]).toMatch(/^pid \d+$/);
  });

  test('a storm of sizes is one or two events, the last one right', async () => {
    const program = alone();
    await program.waitForText('ready');
    for (let columns = 60; columns <= 110; columns += 1) program.resize(columns, 30);
    const screen = (await program.waitForText('ready 110x30')).join('\n');
    const events = screen.match(/"type":"resize"/g) ?? [];
    expect(events.length).toBeGreaterThan(0);
    expect(events.length).toBeLessThan(5);
  });
});

function checksum(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) % 1_000_000_007;
  return sum;
}
