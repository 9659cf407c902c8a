// Specifies that nothing that is shown can steer the terminal, and that the frame is right again after any resize.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';
import {
  expectNoLeftovers,
  expectWhole,
  held,
  KEY,
  leaveRunning,
  openBuild,
} from '../support/tui-program.ts';
import type { PtyProgram } from '../support/tui-pty.ts';
import { waitFor } from '../support/wait-for.ts';

/** Clears, moves, leaves the screen, sets the title, changes the character set, asks, rings, and writes backwards. */
const EVIL = [
  '\x1b[2J\x1b[H\x1b[?1049l\x1b[?25h\x1b[?7h\x1b[999;999H',
  '\x1b]0;pwned\x07\x1b]52;c;cHduZWQ=\x07\x1bP+q544e\x1b\\\x1b(0\x0e\x0f',
  '\x9b2J\x9d0;pwned\x9c\x1bc\x1b[6n\x1b[c\x05\x07\b\b\b\x7f\x0b\x0c',
  '\u202e\u2066\u200f\u200b\u200d\u2060\ufeff\u00ad\u{e0041}\u034f',
  '\t|漢字|e\u0301|👩‍👩‍👧‍👦|❤️|🇩🇪|\r',
].join('');

function scenario(text: string): Scenario {
  return {
    turns: [
      {
        steps: [
          { thought: `thinks ${text}` },
          {
            text: `says ${text}\n\n\`\`\`js\ncode ${text}\n\`\`\`\n\n| a ${text} | b |\n|---|---|\n| c | d ${text} |\n`,
          },
          {
            tool: {
              title: `calls ${text}`,
              kind: 'execute',
              input: { command: `runs ${text}` },
              output: `gives ${text}\n`.repeat(5),
              exit: 1,
            },
          },
          {
            tool: { title: 'edits', kind: 'edit', diff: { path: `/file ${text}`, newText: `new ${text}\n` } },
          },
          mcp('task-add', { content: `job ${text}` }),
          mcp('note-add', { type: 'stuck', content: `note ${text}` }),
          { text: 'The end of it.' },
          held('end'),
        ],
      },
    ],
  };
}

const HOOKS = (text: string) =>
  JSON.stringify({
    version: 1,
    hooks: { session_start: [{ command: `printf '%b' '${text}' # ${JSON.stringify(EVIL).slice(1, -1)}` }] },
  });

/** What does not depend on the text: the rules, titles and the status line, and where they are. */
function skeleton(rows: readonly string[]): string[] {
  return rows.flatMap((row, y) =>
    [
      ...row.matchAll(
        /Agent Output [─━]+|[╭╰]─+[╮╯]|│ +iteratr +│|(?:Tasks|Notes) [─━]+ \S+|^[─━]+$|[○►✓] TAS-1|Dashboard.*/g,
      ),
    ].map((match) => `${y} ${match[0]}`),
  );
}

async function framesOf(program: Program, ui: PtyProgram): Promise<string[][]> {
  await ui.waitForText('The end of it.');
  const frames = [await expectWhole(ui)];
  ui.type('\x182g\r');
  await ui.waitForText('─ TAS-1 ─');
  frames.push(await expectWhole(ui));
  await expectNoLeftovers(ui);
  ui.type(KEY.escape);
  await ui.waitForNoText('─ TAS-1 ─');
  ui.type('\x181e');
  ui.type('\x0c');
  await ui.waitForText('─ Logs');
  await expectWhole(ui);
  await expectNoLeftovers(ui);
  expect(await leaveRunning(ui)).toBe(130);
  expect(program.agents()).toEqual([]);
  return frames;
}

it.each([
  { columns: 120, rows: 45 },
  { columns: 80, rows: 24 },
])('hostile bytes of agent, hooks and tasks move nothing on the screen at $columns x $rows', async (size) => {
  const clean = new Program();
  clean.write('.iteratr.hooks.yml', HOOKS('hook'));
  const expected = await framesOf(clean, openBuild(clean, scenario('x'), size).ui);

  const program = new Program();
  program.write(
    '.iteratr.hooks.yml',
    HOOKS('hook \\033[2J\\033[H\\033]0;pwned\\007\\0233\\016 \\342\\200\\256'),
  );
  // Titles and bells are sequences of the interface itself; tui-attention.test.ts tests what text they contain.
  const env = { ITERATR_ATTENTION: 'off' };
  const { ui } = openBuild(program, scenario(EVIL), { ...size, env });
  const frames = await framesOf(program, ui);
  expect(frames.map(skeleton)).toEqual(expected.map(skeleton));
  // What the interface itself never writes.
  expect(ui.output).not.toMatch(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /\x1b[\](cP]|\x07|\x0e|\x0f|[\x80-\x9f]|[\u202a-\u202e\u2066-\u2069]/,
  );
});

it('is right again after a hundred sizes, the smallest ones too', async () => {
  const program = new Program();
  const { ui } = openBuild(program, scenario('漢字 and e\u0301 and 👩‍👩‍👧‍👦'));
  await ui.waitForText('The end of it.');
  const before = await expectWhole(ui);
  for (let number = 0; number < 100; number++) {
    const [columns, rows] =
      number % 10 === 0 ? [1, 1] : [1 + ((number * 37) % 210), 1 + ((number * 13) % 70)];
    ui.resize(columns, rows);
    if (number % 7 === 0) ui.type('jk');
    // Some frames are drawn on the way.
    await new Promise((resolve) => setImmediate(resolve));
  }
  ui.resize(1, 1);
  await waitFor('the smallest of all screens', async () => (await ui.screen()).join('').length <= 1);
  ui.resize(120, 35);
  await ui.waitForText('ctrl+c quit');
  ui.type('\x18d');
  await ui.waitForText('The end of it.');
  await ui.waitForNoText('more below');
  const after = await expectWhole(ui);
  await expectNoLeftovers(ui);
  expect(skeleton(after)).toEqual(skeleton(before));
  expect(after.filter((row) => row.includes('The end of it.'))).toHaveLength(1);
  expect(await leaveRunning(ui)).toBe(130);
});
