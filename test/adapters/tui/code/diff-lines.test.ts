// Specifies how differences look: numbers, signs and tints in one column or two.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiff } from '../../../../adapters/tui/code/diff-lines.ts';
import {
  compareTexts,
  countSigns,
  type FileDiff,
  wholeText,
} from '../../../../adapters/tui/code/file-diff.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { drawn, faultIn, lineText } from '../transcript/transcript.fixture.ts';
import { sheetOf } from '../views/frame.ts';

const NARROW = 60;
const WIDE = 140;
const OLD = `${['import { a } from "a";', '', '/* a comment', 'of two lines */', 'const x = 1;', 'old();', '', 'f();'].join('\n')}\n`;
const NEW = OLD.replace(
  'const x = 1;\nold();',
  `const x = "eins";\nfresh();\nmore(${'argument, '.repeat(9)}end);`,
);
const DIFF: FileDiff = { path: 'src/a.ts', hunks: compareTexts(OLD, NEW), numbered: true };
const TEXT: FileDiff = { path: 'src/a.ts', hunks: wholeText(OLD), numbered: true };
const ALL = { most: 1_000, coloured: true };

function texts(diff: FileDiff, width: number, most = 1_000): string[] {
  return renderDiff(diff, { width, most, coloured: true }).lines.map((line) => lineText(line).trimEnd());
}

it('in one column, in two, without numbers, and as a new file', async () => {
  const sheet = sheetOf({
    'one column': texts(DIFF, NARROW).join('\n'),
    'two columns': texts(DIFF, WIDE).join('\n'),
    'place unknown': texts({ ...DIFF, numbered: false }, NARROW).join('\n'),
    'a new file': texts(TEXT, NARROW).join('\n'),
    'a new file in much room': texts(TEXT, WIDE).join('\n'),
    'one column, with styles': drawn(renderDiff(DIFF, { width: NARROW, ...ALL }).lines),
  });
  await expect(sheet).toMatchFileSnapshot('../../../golden/tui/diffs.txt');
});

it('the tint of a changed line reaches the edge, however short the line is', () => {
  for (const width of [NARROW, WIDE]) {
    const rows = renderDiff(DIFF, { width, ...ALL }).lines;
    const added = rows.filter((line) => line.some(({ style }) => style.bg === 'added'));
    expect(added.length).toBeGreaterThan(2);
    for (const line of added) {
      expect(lineText(line)).toHaveLength(width);
      expect(line.at(-1)?.style.bg).toBe('added');
    }
  }
});

it('only additions need no second column', () => {
  const hunks = compareTexts('a\n', 'a\nb\n');
  expect(texts({ ...DIFF, hunks }, WIDE)).toEqual(['1   a', '2 + b']);
});

it('numbers start at the line where the texts start in the file', () => {
  const hunks = compareTexts('a\nb\n', 'a\nc\n', 41);
  expect(texts({ ...DIFF, hunks }, NARROW)).toEqual(['41   a', '42 - b', '42 + c']);
});

describe('a long diff', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, n) => `${n}\n`).join('');
  const hidden = (count: number): number =>
    renderDiff(
      { path: 'a', hunks: wholeText(lines(count)), numbered: true },
      { width: 40, most: 10, coloured: true },
    ).hidden;

  it('is cut and says how much is missing', () => {
    expect(hidden(14)).toBe(4);
  });

  it('is not cut for one line or two', () => {
    expect([hidden(10), hidden(11), hidden(12), hidden(13)]).toEqual([0, 0, 0, 3]);
  });
});

it('any texts fit, steer no terminal and keep every line', { timeout: PROPERTY_LIMIT_MS }, () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', '}', '漢字', '\u001b[31m'),
  );
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  const path = fc.constantFrom('a.ts', 'b.py', 'c', 'd.unknown', '');
  fc.assert(
    fc.property(text, text, path, fc.integer({ min: 12, max: 180 }), (before, after, name, width) => {
      const hunks = compareTexts(before, after);
      const rows = renderDiff({ path: name, hunks, numbered: true }, { width, ...ALL }).lines;
      expect(faultIn(rows, width)).toBe('');
      expect(rows.length >= Math.max(countSigns(hunks, '+'), countSigns(hunks, '-'))).toBe(true);
    }),
    { numRuns: 500 },
  );
});
