// Filters a list by a few letters of its entries, for every list that can be filtered.
import fuzzysort from 'fuzzysort';

/** The score from which on a match is good: the letters of the query stand together, or begin words. */
const GOOD = 0.5;

/** What is longer was pasted by mistake. fuzzysort takes several milliseconds for it, on each key and each frame. */
const LONGEST_QUERY = 256;

/**
 * Returns the entries that match the query, best first; all in their order for an empty query. Entries that merely contain
 * its letters in order count only if there is no better match, so that `zta` finds `zeta.md`. Nothing matches a query
 * of more than 256 characters.
 */
export function fuzzyMatches<Entry>(
  query: string,
  entries: readonly Entry[],
  keys: readonly (keyof Entry & string)[],
): readonly Entry[] {
  const wanted = query.trim();
  if (wanted === '') return entries;
  if (wanted.length > LONGEST_QUERY) return [];
  const found = fuzzysort.go(wanted, entries, { keys, threshold: 0, limit: entries.length });
  const isGood = (found[0]?.score ?? 0) >= GOOD;
  return found.filter(({ score }) => !isGood || score >= GOOD).map(({ obj }) => obj);
}
