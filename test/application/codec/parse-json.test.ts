// Specifies that JSON is parsed as ever, unless it is nested too deep to be handled.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNestedTooDeep, MAX_NESTING, parseJson } from '../../../application/codec/parse-json.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

it('parses what JSON.parse parses', { timeout: PROPERTY_LIMIT_MS }, () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 10 }), (text) => {
      const long = `${' '.repeat(MAX_NESTING)}${text}`;
      expect(parseJson(long)).toEqual(JSON.parse(text));
    }),
  );
});

it.each([
  ['arrays', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
  ['objects', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
  [
    'after strings with brackets and escapes',
    (depth: number) => `["\\"]]]\\\\",${'['.repeat(depth - 1)}1${']'.repeat(depth)}`,
  ],
])('refuses %s that are nested too deep', (_, nested) => {
  expect(() => parseJson(nested(MAX_NESTING))).not.toThrow();
  expect(() => parseJson(nested(MAX_NESTING + 1))).toThrow(new SyntaxError('nested deeper than 200 levels'));
  expect(() => parseJson(nested(500_000))).toThrow(SyntaxError);
});

it.each([
  ['many side by side', '[],'.repeat(1_000)],
  ['brackets in a string', `"${'['.repeat(1_000)}"`],
])('takes %s for what they are', (_, text) => {
  expect(isNestedTooDeep(text)).toBe(false);
});

it('says in one line what is wrong', () => {
  expect(() => parseJson('%a\n\x1b[2Jb')).toThrow(/^Unexpected token '?%[ -~]*$/);
});
