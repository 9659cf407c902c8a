// Finds the word that the user may have meant by one that is not known, for every error that suggests one.

/**
 * Returns the one of `known` that is near to a word: the only one that begins with it, or the nearest one with few mistakes
 * (one in a word of up to 3 letters, two up to 8, else three). Returns undefined if none is near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  const begun = given.length < 2 ? [] : known.filter((each) => each.startsWith(given));
  if (begun.length === 1) return begun[0];
  const most = given.length <= 3 ? 1 : given.length <= 8 ? 2 : 3;
  const [first] = known
    .map((each) => ({ each, mistakes: mistakesBetween(given, each) }))
    .filter(({ mistakes }) => mistakes <= most)
    .sort((a, b) => a.mistakes - b.mistakes);
  return first?.each;
}

/** Returns `did you mean x? `, to be put before what is known; '' if nothing is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `did you mean ${near}? `;
}

/** The optimal string alignment distance: letters that are added, missing, replaced or swapped with the next one. */
function mistakesBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      now.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (now[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = now;
  }
  return last[b.length] ?? 0;
}
