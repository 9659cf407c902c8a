// Untrusted text: nothing of it reaches the terminal as a command or the reader as a lie.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reveal, sanitize } from '../../../../adapters/tui/canvas/sanitize.ts';
import { PROPERTY_LIMIT_MS } from '../../../support/property-limit.ts';
import { anyText } from '../../../support/tui-arbitraries.ts';

test.each([
  ['plain', 'plain'],
  ['größe 日本 👩‍👩‍👧 e\u0301', 'größe 日本 👩‍👩‍👧 e\u0301'],
  ['\x1b[31mred\x1b[0m', 'red'],
  ['\x1b[38;2;1;2;3mx\x1b[?25l', 'x'],
  ['\x9b31mx', 'x'],
  ['\x1b]0;title\x07x', 'x'],
  ['\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\', 'link'],
  ['\x1b]52;c;aGk=\x07', ''],
  ['\x1bP1$r0m\x1b\\x', 'x'],
  ['\x9d0;title\x9cx', 'x'],
  ['\x1b]never ended\nnext line', 'never ended\nnext line'],
  ['\x1b\x1b[31m[31mx', '[31mx'],
  ['\x1b(Bx\x1b=y\x1b7z', 'xyz'],
  ['end\x1b', 'end'],
  ['end\x1b[', 'end'],
  ['end\x1b[38;2', 'end'],
  ['a\tb', 'a    b'],
  ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['a\x00\x07\x08b\x7f', 'ab'],
  ['a\u202eb\u2066c\u200f', 'abc'],
  ['\ud83d x', '\ufffd x'],
])('%j is shown as %j', (text, shown) => {
  expect(sanitize(text)).toBe(shown);
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
  const piece = fc.constantFrom(
    '\x1b',
    '[',
    ']',
    '3',
    '1m',
    ';',
    '\x07',
    '\\',
    '\x9b',
    '\x9c',
    'P',
    '\r',
    '\n',
    '\u202e',
  );
  const hostile = fc.array(fc.oneof(piece, anyText(3)), { maxLength: 30 }).map((parts) => parts.join(''));

  test('nothing that commands is left, and cleaning twice changes nothing more', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = sanitize(text);
        expect(shown).not.toMatch(DANGEROUS);
        expect(sanitize(shown)).toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  test('nothing that deceives is left unmarked', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = reveal(text);
        expect(shown).not.toMatch(DANGEROUS);
        expect(shown).not.toMatch(/[\u200b\u2060-\u2064\ufeff]/);
      }),
      { numRuns: 1_000 },
    );
  });

  test('long hostile text is cleaned', { timeout: PROPERTY_LIMIT_MS }, () => {
    for (const part of ['\x1b]', '\x1b[', '\x1bP0;', '\x1b', '\x9d']) {
      expect(sanitize(part.repeat(100_000))).not.toMatch(DANGEROUS);
    }
    expect(sanitize(`\x1b]${'x'.repeat(1_000_000)}`)).toHaveLength(1_000_000);
  });
});
