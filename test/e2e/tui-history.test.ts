// The history of a session in `attach`: the newest first, earlier ones when the user scrolls up, and none is lost to a broken line.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import { leave, openTerminal } from '../support/tui-program.ts';
import { waitFor } from '../support/wait-for.ts';

const ATTACH = ['attach', '--name', 'SPEC'];

async function built(iterations: number): Promise<Program> {
  const program = new Program({ git: false });
  const turns = Array.from({ length: iterations }, (_, index) => ({
    steps: [
      { text: `The agent is in turn ${index + 1}.` },
      mcp('task-add', { content: `task ${index + 1}`, status: 'completed' }),
    ],
  }));
  await program.build({ turns }, ['--iterations', String(iterations)]);
  return program;
}

it('comes piece by piece when the user scrolls up', async () => {
  const program = await built(12);
  const ui = openTerminal(program, ATTACH, { columns: 120, rows: 20 });
  await ui.waitForText('The agent is in turn 12.');
  // Each press goes to the start of what has been read, and asks for the piece before.
  await waitFor('the first turn', async () => {
    ui.type('g');
    return (await ui.screen()).join('\n').includes('The agent is in turn 1.');
  });
  ui.type('G');
  await ui.waitForText('The agent is in turn 12.');
  expect(await leave(ui)).toBe(0);
});

it('is shown in spite of lines that hold nothing to show', async () => {
  const program = await built(2);
  const file = join(program.dataDir, 'transcripts', 'SPEC', '2.ndjson');
  const item = { time: new Date().toISOString(), iteration: 2, event: { type: 'text', messageId: null } };
  for (const line of ['{"time":', 'null', '[]', JSON.stringify(item), '\u0000\u0000']) {
    appendFileSync(file, `${line}\n`);
  }
  writeFileSync(join(program.dataDir, 'transcripts', 'SPEC', '1.ndjson'), '{}\n');
  const ui = openTerminal(program, ATTACH);
  await ui.waitForText('The agent is in turn 2.');
  await ui.waitForText('finished');
  expect(await leave(ui)).toBe(0);
});
