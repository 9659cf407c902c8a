// Widths of single characters and of whole texts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cutToWidth,
  graphemeAt,
  graphemes,
  isUncertain,
  textWidth,
  widestReading,
} from '../../../../adapters/tui/canvas/width.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { anyText, ODD_CHARACTERS } from '../../../support/tui-arbitraries.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['日本', 4],
  ['한국어', 6],
  ['\u1112\u1161\u11ab', 2],
  ['ｱｲ', 2],
  ['Ａ', 2],
  ['naïve', 5],
  ['e\u0301', 1],
  ['\u0301', 0],
  ['👩‍👩‍👧', 2],
  ['🧑🏽‍🚀', 2],
  ['❤️', 2],
  ['❤', 1],
  ['☀️x', 3],
  ['✅', 2],
  ['👍🏽', 2],
  ['🇩🇪🇫🇷', 4],
  ['🇩', 1],
  ['1️⃣', 2],
  ['a1b', 3],
  ['กำ', 2],
  ['a\u200bb', 2],
  ['a\u00adb', 2],
  ['\u202ea', 1],
  ['\ufeffa', 1],
  ['─│●…', 4],
  ['ﾊﾟ', 2],
])('%j takes %i cells', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('graphemes are those of the Unicode rules, whatever the short cuts', {
  timeout: PROPERTY_LIMIT_MS,
}, () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(anyText(20), (text) => {
      // Longer ones are cut on purpose; CR and LF are characters of their own here.
      fc.pre(!text.includes('\r'));
      const expected = [...segmenter.segment(text)].map(({ segment }) => segment);
      fc.pre(expected.every((grapheme) => grapheme.length < 16));
      expect(graphemes(text)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('a code point that joins with nothing is told apart from those that may', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const wrong: string[] = [];
  for (let code = 0x20; code < 0x20000; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const text = `x${String.fromCodePoint(code)}क`;
    const taken = graphemes(text).length;
    if (taken !== [...segmenter.segment(text)].length) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('a text is as wide as its graphemes', { timeout: PROPERTY_LIMIT_MS }, () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const parts = graphemes(text);
      expect(parts.join('')).toBe(text);
      expect(parts.reduce((sum, part) => sum + (graphemeAt(part, 0) & 3), 0)).toBe(textWidth(text));
    }),
  );
});

test('a cut is between graphemes, fits, and could not be longer', { timeout: PROPERTY_LIMIT_MS }, () => {
  fc.assert(
    fc.property(anyText(), fc.nat(30), (text, width) => {
      const cut = cutToWidth(text, width);
      expect(textWidth(text.slice(0, cut.end))).toBe(cut.width);
      expect(cut.width).toBeLessThanOrEqual(width);
      if (cut.end < text.length) expect(cut.width + (graphemeAt(text, cut.end) & 3)).toBeGreaterThan(width);
    }),
  );
});

test('a tower of marks takes no more time than it is long', () => {
  const text = `x${'\u0301'.repeat(200_000)}`;
  expect(textWidth(text)).toBe(1);
});

test.each(['a', '日', '한', 'é', '─', '…'])('all terminals agree on %s', (character) => {
  expect(isUncertain(character)).toBe(false);
});

test('terminals may differ on emoji and on what is joined', () => {
  const certain = ODD_CHARACTERS.filter((character) => !isUncertain(character));
  expect(certain).toEqual(['日', '本', '한', '각', 'ｱ', 'Ａ', 'é', '❤', '─', '…']);
  expect(widestReading('👩‍👩‍👧')).toBe(8);
});
