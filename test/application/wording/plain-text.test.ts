// Specifies plain text: nothing in it controls a terminal or deceives the reader.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainJson, plainLine, plainText } from '../../../application/wording/plain-text.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';
import { hostileText } from '../../support/tui-arbitraries.ts';

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
  ['a\tb', 'a\tb'],
  ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['a\x00\x07\x08b\x7f', 'ab'],
  ['a\u202eb\u2066c\u200f', 'abc'],
  ['\ud83d x', '\ufffd x'],
])('%j becomes %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('a line has no line ends and a limit', () => {
  expect(plainLine(' a\x1b[2J\r\n b\tc ', 10)).toBe('a b c');
  expect(plainLine('abcdef', 4)).toBe('abc…');
  expect(plainLine('ab👍d', 4)).toBe('ab…');
});

test('JSON keeps every character and shows none that plain text does not contain', () => {
  const value = { '\u202ekey': '\x00\x1b]52;c;aGk=\x07\x7f\x9b31m\u061c\u200e\u2028\u2066 größe 日本' };
  const json = plainJson(value);
  expect(json).not.toMatch(DANGEROUS);
  expect(json).toContain('größe 日本');
  expect(JSON.parse(json)).toEqual(value);
  expect(plainJson({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const DANGEROUS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

describe('whatever the text', () => {
  test('nothing that commands is left, and cleaning twice changes nothing more', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(DANGEROUS);
        expect(plainText(plain)).toBe(plain);
      }),
      { numRuns: 2_000 },
    );
  });

  test('long hostileText text is cleaned', { timeout: PROPERTY_LIMIT_MS }, () => {
    for (const part of ['\x1b]', '\x1b[', '\x1bP0;', '\x1b', '\x9d']) {
      expect(plainText(part.repeat(100_000))).not.toMatch(DANGEROUS);
    }
    expect(plainText(`\x1b]${'x'.repeat(1_000_000)}`)).toHaveLength(1_000_000);
  });
});
