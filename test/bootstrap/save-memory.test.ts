// Specifies that a process that saves memory keeps its heap small, without a word, and only where that was tried.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { saveMemory } from '../../bootstrap/save-memory.ts';

const TSX = import.meta.resolve('tsx');
const SAVE = new URL('../../bootstrap/save-memory.ts', import.meta.url).href;
/** Keeps what it allocates for long enough that the space for young objects grows, and prints the size of that space in MB. */
const ALLOCATE = `
const kept = [];
for (let index = 0; index < 3_000_000; index++) kept[index % 100_000] = { index };
const spaces = (await import('node:v8')).getHeapSpaceStatistics();
console.log(spaces.find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20);
`;

function youngSpace(before: string): { megabytes: number; errors: string } {
  const args = ['--import', TSX, '--input-type=module', '--eval', `${before};${ALLOCATE}`];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { megabytes: Number(stdout), errors: stderr };
}

it('stops the growth of the space for young objects', () => {
  const { megabytes: grown } = youngSpace('');
  const { megabytes, errors } = youngSpace(`(await import('${SAVE}')).saveMemory()`);
  expect(megabytes).toBeLessThan(grown / 2);
  expect(errors).toBe('');
});

it.each(['18.20.0', '25.0.0', '240.1.0'])('changes nothing in Node %s', (version) => {
  const flags: string[] = [];
  saveMemory(version, (flag) => flags.push(flag));
  expect(flags).toEqual([]);
});
