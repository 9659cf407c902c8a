// Specifies which entries of a list match a query.
import { expect, it } from 'vitest';
import { fuzzyMatches } from '../../../../adapters/tui/model/fuzzy.ts';

const names = (query: string, entries: readonly { name: string }[]): string[] =>
  fuzzyMatches(query, entries, ['name']).map(({ name }) => name);

it('shows all entries for an empty query', () => {
  expect(names('  ', [{ name: 'b' }, { name: 'a' }])).toEqual(['b', 'a']);
});

it('finds an entry by letters in their order', () => {
  expect(names('zta', [{ name: 'alpha.md' }, { name: 'zeta.md' }])).toEqual(['zeta.md']);
});

it('does not search for what was pasted by mistake', () => {
  const long = 'a'.repeat(257);
  expect(names(long, [{ name: long }])).toEqual([]);
  expect(names(long.slice(1), [{ name: long }])).toEqual([long]);
});
