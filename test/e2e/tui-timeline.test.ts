// The timeline of a build in a real terminal: from an iteration to its output, its commit, and its files in an editor.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import { expectWhole, KEY, leave, openBuild } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const SCENARIO: Scenario = {
  turns: [
    {
      steps: [
        mcp('task-add', { content: 'Write the one' }),
        { text: `The first begins.\n\n${'- a needle\n'.repeat(2)}` },
        { write: { path: '-a one.txt', content: 'the first line\n' } },
        { write: { path: 'sub/two.txt', content: 'the second line\n' } },
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        { text: Array.from({ length: 60 }, (_, n) => `- line ${n}`).join('\n') },
      ],
    },
    {
      steps: [
        { text: `The second begins.\n\n${'- a needle\n'.repeat(2)}` },
        { write: { path: 'three.txt', content: 'the third line\n' } },
        { text: Array.from({ length: 60 }, (_, n) => `- line ${n}`).join('\n') },
        mcp('session-complete'),
      ],
    },
  ],
};

/** An editor that shows a line, records its arguments, and ends with Enter. */
function editor(program: Program): { readonly EDITOR: string; readonly log: string } {
  const log = join(program.base, 'edited');
  const script = join(program.base, 'the editor');
  program.write(
    '../the editor',
    `printf 'the editor has the terminal\\n'; printf '%s|' "$@" > '${log}.part'; mv '${log}.part' '${log}'; read -r _\n`,
  );
  return { EDITOR: `sh '${script}' --wait`, log };
}

it('leads from an iteration to its output, its commit and its files', async () => {
  const program = new Program();
  const { EDITOR, log } = editor(program);
  const { ui } = openBuild(program, SCENARIO, { env: { EDITOR } });
  await ui.waitForText('Session complete');
  ui.type(KEY.escape);
  await waitFor('the output alone', async () => !(await ui.screen()).join().includes('Session complete'));
  ui.type(`${KEY.prefix}i`);
  await ui.waitForText(/✓ #1 .*2 files.* [0-9a-f]{7}[\s\S]*✓ #2 .*1 file .* [0-9a-f]{7}/);
  ui.type('k\r');
  await ui.waitForText('The first begins.');
  ui.type(']');
  await ui.waitForText('The second begins.');
  ui.type('[');
  await ui.waitForText('The first begins.');

  ui.type(`${KEY.prefix}i`);
  await ui.waitForText('Timeline');
  ui.type('kd');
  await ui.waitForText(/-a one\.txt \+1 -0[\s\S]*the first line[\s\S]*sub\/two\.txt/);
  ui.type('o');
  await ui.waitForText('Open a file of');
  ui.type(KEY.enter);
  await ui.waitForText('the editor has the terminal');
  await waitFor('the editor', () => existsSync(log));
  expect(ui.emulator.isAlternateScreen).toBe(false);
  expect(program.read('../edited')).toBe(`--wait|${program.path('-a one.txt')}|`);
  ui.type(KEY.enter);
  await waitFor('the dashboard', () => ui.emulator.isAlternateScreen);
  await ui.waitForText(/Commit [0-9a-f]{7}/);
  await expectWhole(ui);

  ui.type(KEY.escape);
  await ui.waitForText('Timeline');
  ui.type(KEY.escape);
  await waitFor('the output alone', async () => !(await ui.screen()).join().includes('Timeline ·'));
  ui.type('/needle\r');
  await ui.waitForText('4/4');
  ui.type('NN');
  await ui.waitForText('2/4');
  await expectWhole(ui);
  expect(await leave(ui)).toBe(0);
});
