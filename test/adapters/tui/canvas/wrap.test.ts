// Line breaking: what must be true of all text, and the breaks a reader expects.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StyledLine } from '../../../../adapters/tui/canvas/style.ts';
import { graphemes, textWidth } from '../../../../adapters/tui/canvas/width.ts';
import { lineWidth, wrapLine, wrapStyled, wrapText } from '../../../../adapters/tui/canvas/wrap.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { anyStyle, anyText } from '../../../support/tui-arbitraries.ts';

test.each([
  ['', 10, ['']],
  ['short', 10, ['short']],
  ['two words', 5, ['two', 'words']],
  ['exactly ten and more', 11, ['exactly ten', 'and more']],
  ['a   b', 3, ['a', 'b']],
  ['trailing   ', 8, ['trailing']],
  ['trailing ', 10, ['trailing ']],
  ['  indented code', 10, ['  indented', 'code']],
  ['averylongword', 5, ['avery', 'longw', 'ord']],
  ['go averylongword', 5, ['go', 'avery', 'longw', 'ord']],
  ['          ', 4, ['']],
  ['one\ntwo', 10, ['one', 'two']],
  ['日本語の文', 4, ['日本', '語の', '文']],
  ['日本語の文', 5, ['日本', '語の', '文']],
  ['ab日本 cd', 4, ['ab日', '本', 'cd']],
  ['größe größe', 6, ['größe', 'größe']],
  ['🚀🚀🚀', 4, ['🚀🚀', '🚀']],
  ['日', 1, ['日']],
  ['abc', 0, ['a', 'b', 'c']],
])('%j in %i columns', (text, width, lines) => {
  expect(wrapText(text, width)).toEqual(lines);
});

describe('whatever the text', () => {
  const width = fc.integer({ min: 2, max: 30 });

  test('every line fits', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(anyText(), width, (text, columns) => {
        for (const line of wrapText(text, columns)) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 500 },
    );
  });

  test('nothing but spaces at a break is lost, and no character is cut', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(anyText(), fc.integer({ min: 0, max: 30 }), (text, columns) => {
        let at = 0;
        const ends: number[] = [];
        for (const line of wrapText(text, columns)) {
          const start = text.indexOf(line, at);
          expect(text.slice(at, start)).toMatch(/^ *$/);
          at = start + line.length;
          ends.push(start, at);
        }
        expect(text.slice(at)).toMatch(/^ *$/);
        const boundaries = new Set([0]);
        let end = 0;
        for (const grapheme of graphemes(text)) {
          end += grapheme.length;
          boundaries.add(end);
        }
        expect(ends.filter((index) => !boundaries.has(index))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('the short cut for ASCII breaks where the long way does', { timeout: PROPERTY_LIMIT_MS }, () => {
    const ascii = fc.array(fc.constantFrom('a', 'word', ' ', '  ', 'longerword', '.'), { maxLength: 40 });
    fc.assert(
      fc.property(ascii, width, (parts, columns) => {
        const wrap = (text: string) =>
          wrapLine([{ text, style: {} }], columns, { hang: [{ text: '>>', style: {} }] });
        const plain = (lines: StyledLine[]) => lines.map((line) => line.map((span) => span.text).join(''));
        const text = parts.join('');
        // One narrow character beyond ASCII makes it go the long way.
        const long = plain(wrap(text.replaceAll('a', 'ä'))).map((line) => line.replaceAll('ä', 'a'));
        expect(long).toEqual(plain(wrap(text)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('styles stay with their text, and hanging indents are within the width', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    const line = fc.array(fc.record({ text: anyText(8), style: anyStyle }), { maxLength: 6 });
    const hang: StyledLine = [{ text: '┃ ', style: { fg: 'accent' } }];
    fc.assert(
      fc.property(line, width, fc.boolean(), (spans, columns, hanging) => {
        const rows = wrapLine(spans, columns, hanging ? { hang } : {});
        const indented = hanging && columns > 3;
        const flat = rows.flatMap((row, index) => (indented && index > 0 ? row.slice(1) : row));
        expect(rows.every((row) => lineWidth(row) <= columns)).toBe(true);
        expect(rows.slice(1).every((row) => !indented || row[0] === hang[0])).toBe(true);
        const marks = (parts: StyledLine) =>
          parts.flatMap((span) => [...span.text].filter((c) => c !== ' ').map((c) => [c, span.style]));
        expect(marks(flat)).toEqual(marks(spans));
      }),
      { numRuns: 500 },
    );
  });
});

test('a hanging indent that leaves no room is left out', () => {
  const hang: StyledLine = [{ text: '    ', style: {} }];
  expect(wrapLine([{ text: 'abcd efgh', style: {} }], 4, { hang })).toEqual([
    [{ text: 'abcd', style: {} }],
    [{ text: 'efgh', style: {} }],
  ]);
});

test('plain text in one style', () => {
  expect(wrapStyled('two words', { dim: true }, 5)).toEqual([
    [{ text: 'two', style: { dim: true } }],
    [{ text: 'words', style: { dim: true } }],
  ]);
});

test('a megabyte without a space takes time as it is long, not squared', () => {
  expect(wrapText('x'.repeat(1_000_000), 80)).toHaveLength(12_500);
  expect(wrapText('日'.repeat(300_000), 80)).toHaveLength(7_500);
});
