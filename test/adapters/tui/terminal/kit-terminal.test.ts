// The real terminal, in a pseudo-terminal: what a program takes of it, it gives back, however it ends.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PtyProgram } from '../../../support/tui-pty.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/tui-fixture/terminal-program.ts', import.meta.url));

test('draws, hears keys, and gives the screen back on stop', async () => {
  const program = new PtyProgram(process.execPath, ['--import', 'tsx', PROGRAM]);
  await program.waitForText('ready 80x24');
  expect(program.emulator.isAlternateScreen).toBe(true);
  program.type('x\x1b[A');
  await program.waitForText('"up"');
  program.type('q');
  expect(await program.exited).toEqual({ code: 0, signal: 0 });
  expect(program.emulator.isAlternateScreen).toBe(false);
});
