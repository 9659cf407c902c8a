// Specifies reading a spec: its text as it is, or in one line what is wrong with it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { readSpec } from '../../../adapters/files/read-spec.ts';
import { tempDir } from '../../support/temp-dir.ts';

let path: string;

beforeEach(() => {
  path = join(tempDir(), 'spec.md');
});

it.each(['# Spec\r\n\r\nBuild {{ it }}.\n', 'é ☃ 日本', '  x', 'no line end'])(
  'gives the text as it is: %j',
  async (text) => {
    writeFileSync(path, text);
    expect(await readSpec(path)).toBe(text);
  },
);

it('leaves out the mark that some editors put first', async () => {
  writeFileSync(path, '\ufeff# Spec');
  expect(await readSpec(path)).toBe('# Spec');
});

it.each<[what: string, make: () => void, says: string]>([
  ['is not there', () => undefined, 'does not exist; name a file with --spec'],
  ['is a directory', () => mkdirSync(path), 'is a directory; name a file in it'],
  ['is empty', () => writeFileSync(path, ''), 'is empty; describe in it what to build'],
  [
    'has nothing but space',
    () => writeFileSync(path, ' \n\t\u00a0'),
    'is empty; describe in it what to build',
  ],
  ['is Latin-1', () => writeFileSync(path, Uint8Array.of(0xfc)), 'is not UTF-8 text; save it as UTF-8'],
  [
    'is UTF-16',
    () => writeFileSync(path, Buffer.from('\ufeffabc', 'utf16le')),
    'is not UTF-8 text; save it as UTF-8',
  ],
])('refuses what %s', async (_, make, says) => {
  make();
  await expect(readSpec(path)).rejects.toMatchObject({
    code: 'SPEC.UNREADABLE',
    message: `the spec ${path} ${says}`,
  });
});

it('refuses a path below a file', async () => {
  writeFileSync(path, 'x');
  await expect(readSpec(join(path, 'spec.md'))).rejects.toThrow(/cannot be read: .*ENOTDIR|not a directory/);
});
