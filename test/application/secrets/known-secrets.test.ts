// Specifies how secrets are replaced, in whole text and in text that arrives in chunks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HiddenStream } from '../../../application/secrets/hidden-stream.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const secrets = new KnownSecrets([
  { name: 'A_TOKEN', value: 'gho_16C7e42F29' },
  { name: 'DB_PASSWORD', value: 'p"a\\ss w/ord&+1' },
]);

describe('known secrets', () => {
  it.each([
    ['as it is', 'x gho_16C7e42F29 y', 'x [secret: A_TOKEN] y'],
    ['twice', 'gho_16C7e42F29gho_16C7e42F29', '[secret: A_TOKEN][secret: A_TOKEN]'],
    ['in JSON', JSON.stringify({ p: 'p"a\\ss w/ord&+1' }), '{"p":"[secret: DB_PASSWORD]"}'],
    [
      'in a URL',
      `https://u:${encodeURIComponent('p"a\\ss w/ord&+1')}@h`,
      'https://u:[secret: DB_PASSWORD]@h',
    ],
    ['not a part of it', 'gho_16C7e42F2', 'gho_16C7e42F2'],
  ])('are replaced: %s', (_, text, hidden) => {
    expect(secrets.hide(text)).toBe(hidden);
  });

  it('are replaced in the strings and keys of a value', () => {
    const value = { n: 1, b: true, u: null, a: ['gho_16C7e42F29'], gho_16C7e42F29: { x: 'y' } };
    const hidden = { n: 1, b: true, u: null, a: ['[secret: A_TOKEN]'], '[secret: A_TOKEN]': { x: 'y' } };
    expect(secrets.hideIn(value)).toEqual(hidden);
  });

  it('replaces the longer one of two that begin alike', () => {
    const both = new KnownSecrets([
      { name: 'SHORT', value: 'abcdefg1' },
      { name: 'LONG', value: 'abcdefg1234' },
    ]);
    expect(both.hide('abcdefg1 abcdefg1234')).toBe('[secret: SHORT] [secret: LONG]');
    const stream = new HiddenStream(both);
    expect(stream.add('abcdefg1') + stream.add('234') + stream.end()).toBe('[secret: LONG]');
  });

  it('keeps JSON valid whatever the name', () => {
    const odd = new KnownSecrets([{ name: 'a"\n\\', value: 'gho_16C7e42F29' }]);
    expect(JSON.parse(odd.hide('["gho_16C7e42F29"]'))).toEqual(['[secret: a___]']);
  });

  it('come out of a stream as out of the whole text, wherever it is cut', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    // Few characters make secrets that overlap each other and themselves.
    const text = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b', '"'), minLength, maxLength });
    fc.assert(
      fc.property(
        fc.array(text(3, 6), { minLength: 1, maxLength: 4 }),
        fc.array(text(0, 9), { maxLength: 12 }),
        (values, chunks) => {
          const known = new KnownSecrets(values.map((value, index) => ({ name: String(index), value })));
          const stream = new HiddenStream(known);
          const streamed = chunks.map((chunk) => stream.add(chunk)).join('') + stream.end();
          expect(streamed).toBe(known.hide(chunks.join('')));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps back nothing but the beginning of a secret', () => {
    const stream = new HiddenStream(secrets);
    expect(stream.add('token: gho_')).toBe('token: ');
    expect(stream.add('x')).toBe('gho_x');
    expect(stream.add('no beginning')).toBe('no beginnin');
    expect(stream.end()).toBe('g');
  });
});
