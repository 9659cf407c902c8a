// Untrusted text: nothing of it reaches the terminal as a command or the reader as a lie.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reveal, sanitize } from '../../../../adapters/tui/canvas/sanitize.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { hostileText } from '../../../support/tui-arbitraries.ts';

test('a tab is four spaces, and what controls the terminal is removed', () => {
  expect(sanitize('a\tb\x1b[2J\r\nc\u202e')).toBe('a    b\nc');
});

test.each([
  ['npm test', 'npm test'],
  ['echo 👩‍👩‍👧 ❤️ 1️⃣ größe', 'echo 👩‍👩‍👧 ❤️ 1️⃣ größe'],
  ['a\nb\r\nc', 'a\nb\nc'],
  ['evil\u202etxt.exe', 'evil⟨U+202E⟩txt.exe'],
  ['pay\u200bpal', 'pay⟨U+200B⟩pal'],
  ['a\u200db', 'a⟨U+200D⟩b'],
  ['\x1b[31m', '⟨U+001B⟩[31m'],
  ['a\rb', 'a⟨U+000D⟩b'],
  ['a\u3164b', 'a⟨U+3164⟩b'],
  ['a\u{e0041}b', 'a⟨U+E0041⟩b'],
  ['\ud83d', '⟨U+D83D⟩'],
  ['a\tb', 'a    b'],
])('in a command, %j is shown as %j', (text, shown) => {
  expect(reveal(text)).toBe(shown);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const DANGEROUS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

describe('whatever the text', () => {
  test('nothing that deceives is left unmarked', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = reveal(text);
        expect(shown).not.toMatch(DANGEROUS);
        expect(shown).not.toMatch(/[\u200b\u2060-\u2064\ufeff]/);
      }),
      { numRuns: 1_000 },
    );
  });
});
