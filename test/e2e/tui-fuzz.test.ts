// Specifies that no output of an agent and no input of a terminal, however wild, stops the dashboard or breaks its frame.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import type { Step } from '../support/scripted-agent/scenario.ts';
import {
  expectNoLeftovers,
  expectWhole,
  held,
  KEY,
  leaveRunning,
  letGo,
  openBuild,
} from '../support/tui-program.ts';
import type { PtyProgram } from '../support/tui-pty.ts';
import { waitFor } from '../support/wait-for.ts';

const INPUT_MS = 5_000;
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

/** Numbers from 0 to below `limit`, the same for the same seed. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed | 1;
  return (limit) => {
    // xorshift
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

type Random = ReturnType<typeof randomOf>;

function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[random(values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

const PIECES = [
  '\x1b[',
  '\x1b]',
  '\x1bP',
  '\x9b',
  '?1049l',
  '2J',
  '\x07',
  '\r',
  '\n',
  '\n\n',
  '\t',
  '```',
  '```js\n',
  '| a | b |\n|---|---|\n',
  '# ',
  '- ',
  '> ',
  '**',
  '_',
  '[x](',
  '<div>',
  '&amp;',
  '漢字',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  '❤️',
  '\u202e',
  '\u200b',
  '\u200d',
  '\ufe0f',
  '\0',
  '\x7f',
  'word ',
  'https://example.org/a ',
  'a'.repeat(300),
  '漢'.repeat(200),
  '̈'.repeat(50),
] as const;

function wildText(random: Random): string {
  const length = 1 + random(40);
  return Array.from({ length }, () =>
    random(3) === 0 ? String.fromCodePoint(randomCodePoint(random)) : pick(random, PIECES),
  ).join('');
}

function randomCodePoint(random: Random): number {
  const point = pick(random, [random(0x100), random(0x3000), random(0x11_0000)]);
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
}

function wildStep(random: Random): Step {
  switch (random(8)) {
    case 0:
      return { thought: wildText(random) };
    case 1: {
      const title = wildText(random);
      const output = Array.from({ length: random(30) }, () => wildText(random)).join('\n');
      return { tool: { title, kind: pick(random, ['execute', 'read', 'other']), output, exit: random(3) } };
    }
    case 2: {
      const diff = { path: `/${wildText(random)}`, oldText: wildText(random), newText: wildText(random) };
      return { tool: { title: wildText(random), kind: 'edit', diff } };
    }
    case 3:
      return { flood: 200, chunk: wildText(random) };
    case 4:
      return { wait: random(20) };
    default:
      return { text: wildText(random) };
  }
}

const KEYS = [
  '\x1b[A',
  '\x1b[B',
  '\x1b[C',
  '\x1b[D',
  '\x1b[5~',
  '\x1b[6~',
  '\x1b[H',
  '\x1b[F',
  '\t',
  '\x1b[Z',
  '\r',
  '\x1b\r',
  ' ',
  '\x7f',
  'j',
  'k',
  'g',
  'G',
  'i',
  'e',
  'n',
  'N',
  'y',
  's',
  '?',
  '/',
  '\x0c',
  '\x10',
  '\x13',
  '\x18',
  '\x18t',
  '\x18n',
  '\x18p',
  '\x18d',
  '\x1b[13;5u',
  '\x1b[200~',
  '\x1b[201~',
  '\x1b[<',
  '\x1b[999999999999;5~',
  '\x1bO',
  '\x1b]11;rgb:00/00/00\x07',
  '\xc3',
  '\x80',
  '\xf0\x9f',
  '0',
  '4',
  '+',
  '-',
] as const;

function wildInput(random: Random, { columns, rows }: { columns: number; rows: number }): Buffer {
  switch (random(5)) {
    case 0:
      return Buffer.from(Array.from({ length: 1 + random(30) }, () => random(256)));
    case 1: {
      const button = pick(random, [0, 1, 2, 32, 64, 65, 66, 128]);
      const at = `${random(columns + 3)};${random(rows + 3)}`;
      return Buffer.from(`\x1b[<${button};${at}${pick(random, ['M', 'm'])}`);
    }
    case 2:
      return Buffer.from(`\x1b[200~${wildText(random)}\x1b[201~`);
    default:
      return Buffer.from(pick(random, KEYS), 'latin1');
  }
}

/** Without what ends or stops the program, in any of the ways a terminal may send it. */
function harmless(bytes: Buffer): Buffer {
  const left = Buffer.from(bytes.filter((byte) => byte !== 0x03 && byte !== 0x1a));
  // As numbers, in the newer protocols.
  return /\[(?:27;\d+;)?(?:99|122|67|90)[;:u~]/.test(left.toString('latin1')) ? Buffer.from('j') : left;
}

/** Longer than Esc alone takes to be known as such, and than a frame. */
const ROUND_MS = 60;

/** Out of whatever was opened, begun or pasted, until the newest output is seen and nothing is over it. */
async function comeBack(ui: PtyProgram, newest: string): Promise<void> {
  ui.type('\x1b[201~\x1b\\');
  await waitFor(`${newest}, and nothing over it`, async () => {
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    const screen = (await ui.screen()).join('\n');
    const isCovered = /╭─ \S/.test(screen);
    if (!isCovered && screen.includes(newest)) return true;
    ui.type(isCovered ? KEY.escape : '\x18d');
    return false;
  });
}

it(`survives wild output and wild input (FUZZ_SEED=${SEED})`, async () => {
  const program = new Program();
  const random = randomOf(SEED);
  const steps = Array.from({ length: 400 }, () => wildStep(random));
  const { ui } = openBuild(program, {
    turns: [
      {
        steps: [
          { text: 'It begins.' },
          held('begin'),
          ...steps,
          held('end'),
          { text: '\n\nThe end of it.' },
          { hang: true },
        ],
      },
    ],
    fallback: { steps: [{ hang: true }] },
  });
  const sent: string[] = [];
  try {
    await ui.waitForText('It begins.');
    letGo(program, 'begin');
    for (const end = Date.now() + INPUT_MS; Date.now() < end; ) {
      const bytes = harmless(wildInput(random, ui.emulator.size));
      sent.push(bytes.toString('latin1'));
      const screen = (await ui.screen()).join('\n');
      // The question whether to quit, and the button that asks it, are answered by the test alone.
      if (/╭─ Quit /.test(screen)) {
        ui.type(KEY.escape);
        await ui.waitForNoText('╭─ Quit ');
      } else ui.type(bytes);
      if (random(40) === 0) ui.resize(40 + random(120), 10 + random(50));
      await new Promise((resolve) => setTimeout(resolve, random(8)));
      expect(ui.isRunning).toBe(true);
    }
    ui.resize(120, 35);
    letGo(program, 'end');
    await comeBack(ui, 'The end of it.');
    await expectWhole(ui);
    await expectNoLeftovers(ui);
    // Out of the input, where it would only be typed.
    ui.type('\x18d?');
    await ui.waitForText('─ Help ─');
    ui.type(KEY.escape);
    await ui.waitForNoText('─ Help ─');
    await expectWhole(ui);
    expect(await leaveRunning(ui)).toBe(130);
  } catch (error) {
    throw new Error(`FUZZ_SEED=${SEED}, last input ${JSON.stringify(sent.slice(-5))}`, { cause: error });
  }
});
