// Specifies which growth of a file is a copy of what this program prints, and that nothing the agent writes is taken for one.

import { createHash } from 'node:crypto';
import { appendFileSync, linkSync, lstatSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OutputStream, OwnOutput } from '../../../adapters/git/own-output.ts';
import { tempDir } from '../../support/temp-dir.ts';

const OLD = `── Iteration 1 ${'─'.repeat(60)}\nA poem of ${'many words and '.repeat(10)}no rhyme.\n  iteration 1 finished\n`;
const NEW = `\n── Iteration 2 ${'─'.repeat(60)}\nWhat the agent says now, which is ${'quite long '.repeat(10)}too.\n`;

type Printed = readonly (readonly [OutputStream, string])[];

interface Case {
  readonly first?: Printed;
  readonly next?: Printed;
  /** The content of the file at the first look, and at the second. */
  readonly before: string;
  readonly after: string;
  /** Appended a moment after the second look has begun. */
  readonly late?: string;
}

async function isCopy({ first = [['stdout', OLD]], next = [['stdout', NEW]], before, after, late }: Case) {
  const output = new OwnOutput();
  const print = (all: Printed) => {
    for (const [stream, text] of all) output.print(stream, Buffer.from(text));
  };
  print(first);
  const since = output.lengths();
  print(next);
  const path = join(tempDir(), 'file');
  writeFileSync(path, after);
  const sha1 = createHash('sha1').update(before).digest('hex');
  if (late !== undefined) setTimeout(() => appendFileSync(path, late), 100);
  return output.isCopiedTo(Buffer.from(path), { size: Buffer.byteLength(before), sha1 }, since);
}

const LONG = Array.from({ length: 40_000 }, (_, line) => `line ${line} of much output\n`).join('');

describe('a copy', () => {
  it.each<[string, Case]>([
    ['by tee', { before: OLD, after: OLD + NEW }],
    ['by tee -a', { before: `mine\n${OLD}`, after: `mine\n${OLD}${NEW}` }],
    ['that lagged behind at the last look', { before: OLD.slice(0, 40), after: OLD + NEW }],
    ['that lags behind now', { before: OLD, after: OLD + NEW.slice(0, -20) }],
    [
      'that lags so far behind that it has nothing new yet',
      { before: '', after: OLD.slice(0, 100), late: OLD.slice(100) + NEW },
    ],
    [
      'with the carriage returns of a terminal',
      { before: OLD, after: (OLD + NEW).replaceAll('\n', '\r\n').replace(OLD.replaceAll('\n', '\r\n'), OLD) },
    ],
    [
      'of stderr alone',
      {
        next: [
          ['stdout', NEW],
          ['stderr', 'iteratr: a warning\n'],
        ],
        before: '',
        after: 'iteratr: a warning\n',
      },
    ],
    [
      'of stdout and stderr',
      {
        next: [
          ['stdout', NEW],
          ['stderr', 'oh\n'],
          ['stdout', 'end\n'],
        ],
        before: OLD,
        after: `${OLD}${NEW}oh\nend\n`,
      },
    ],
    ['of more than is remembered', { next: [['stdout', LONG]], before: OLD, after: OLD + LONG }],
  ])('%s', async (_, file) => {
    expect(await isCopy(file)).toBe(true);
  });
});

describe('no copy is', () => {
  it.each<[string, Case]>([
    ['a file with what the agent says', { before: '', after: NEW.slice(40) }],
    [
      'a file to which the agent appends what it has said before',
      { before: 'mine\n', after: `mine\n${OLD.slice(20)}` },
    ],
    ['an empty line, with which the output begins too', { before: 'mine\n', after: 'mine\n\n' }],
    ['a file whose beginning has changed', { before: OLD, after: OLD.toUpperCase() + NEW }],
    ['a file that is shorter', { before: OLD + NEW, after: OLD }],
    ['a copy to which somebody adds a line', { before: OLD, after: `${OLD}${NEW}mine\n` }],
    ['a file that grows while nothing is printed', { next: [], before: OLD, after: OLD + OLD }],
    [
      'as much of another text',
      { next: [['stdout', LONG]], before: OLD, after: OLD + LONG.replaceAll('much', 'more') },
    ],
  ])('%s', async (_, file) => {
    expect(await isCopy(file)).toBe(false);
  });
});

it('knows a file of its own by any name, and by no other file', () => {
  const path = join(tempDir(), 'log');
  const other = `${path}.other`;
  for (const file of [path, other]) writeFileSync(file, '');
  symlinkSync(path, `${path}.link`);
  linkSync(path, `${path}.hard`);
  const output = new OwnOutput();
  output.addFile(`${path}.link`);
  output.addFile(`${path}.missing`);
  output.addFile('/dev/null');
  renameSync(path, `${path}.1`);
  const own = (file: string) => output.isFile(lstatSync(file, { bigint: true }));
  expect([own(`${path}.1`), own(`${path}.hard`), own(other), own('/dev/null')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
