// An asciicast of a recorded session, shown by an emulator as a player would show it.
import { expect, it } from 'vitest';
import { castReplay } from '../../../../adapters/tui/replay/cast-replay.ts';
import type { ReplayOptions } from '../../../../application/ports/replay.port.ts';
import { Emulator } from '../../../support/tui-emulator.ts';
import { BEGIN, replayOf } from './recorded.fixture.ts';

const SIZE = { columns: 120, rows: 35 };
type Output = readonly [seconds: number, type: 'o', bytes: string];

async function castOf(options: Partial<ReplayOptions> = {}, size = SIZE) {
  let text = '';
  for await (const piece of castReplay({ ...replayOf(options), size })) text += piece;
  expect(text.endsWith('\n')).toBe(true);
  const [header, ...outputs] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { header, outputs: outputs as Output[] };
}

/** Returns the screen after this many seconds. */
async function screenAt(outputs: readonly Output[], seconds: number, size = SIZE): Promise<string> {
  const emulator = new Emulator(size);
  for (const [at, , bytes] of outputs) if (at <= seconds) emulator.write(bytes);
  await emulator.settled();
  return emulator.rows().join('\n');
}

it('begins with a header that a player understands, and never goes back in time', async () => {
  const { header, outputs } = await castOf();
  expect(header).toEqual({
    ...{ version: 2, width: 120, height: 35, timestamp: BEGIN / 1_000, title: 'iteratr: parser' },
  });
  const times = outputs.map(([at]) => at);
  expect(times[0]).toBe(0);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(outputs.every(([, type, bytes]) => type === 'o' && bytes !== '')).toBe(true);
});

it('shows the state of the played moment, not that of the end', async () => {
  const { outputs } = await castOf();
  const early = await screenAt(outputs, 0.15);
  expect(early).toContain('▶ replay 10x, #1 of 2');
  expect(early).toContain('No tasks yet.');
  const middle = await screenAt(outputs, 1.5);
  expect(middle).toContain('The lexer is begun.');
  expect(middle).toMatch(/Tasks ─+ 0\/2/);
  expect(middle).not.toContain('Now the parser.');
  const end = await screenAt(outputs, Number.POSITIVE_INFINITY);
  expect(end).toMatch(/Tasks ─+ 2\/2/);
  expect(end).toContain('Now the parser.');
  expect(end).toContain('2 files');
  expect(end).toContain('The replay has ended.');
  expect(end).toContain('■ replay ended, #2 of 2');
});

it('shows the elapsed time of the recording', async () => {
  const { outputs } = await castOf();
  // 0.55 s at ten times the speed; the last frame before it is at most a tick old.
  expect(await screenAt(outputs, 0.55)).toMatch(/\| 0:0[45] \|/);
  expect(await screenAt(outputs, Number.POSITIVE_INFINITY)).toContain('| 8:00:22 |');
});

it('shortens a night to two seconds, and takes the speed into account', async () => {
  const slow = (await castOf({ speed: 1 })).outputs.at(-1)?.[0] ?? 0;
  const fast = (await castOf({ speed: 100 })).outputs.at(-1)?.[0] ?? 0;
  // Without the long waits: 1, 1, 1, 2, 2, 1 s, the night, 1, 2, 1 and 1 s, and the last frame.
  expect(slow).toBeCloseTo(15.03, 1);
  expect(fast).toBeCloseTo(2.46, 1);
});

it('starts at an iteration with what lies before', async () => {
  const { outputs } = await castOf({ from: 2 });
  const first = await screenAt(outputs, 0);
  expect(first).toContain('The lexer is begun.');
  expect(first).toMatch(/Tasks ─+ 1\/2/);
  expect(first).toContain('1 file ');
  expect(first).toContain('| 8:00:00 |');
  expect(outputs.at(-1)?.[0]).toBeLessThan(3);
});

it('fills any size, up to its last column', async () => {
  const size = { columns: 44, rows: 12 };
  const { header, outputs } = await castOf({}, size);
  expect(header).toMatchObject({ width: 44, height: 12 });
  const rows = (await screenAt(outputs, Number.POSITIVE_INFINITY, size)).split('\n');
  expect(rows.at(-1)).toMatch(/ctrl\+c quit$/);
  expect(rows.at(-1)).toHaveLength(44);
});
