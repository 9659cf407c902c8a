// Lists names in a sentence. A list that grows with the session is cut, so that the sentence stays readable.

/** Returns `a, b, c`, and beyond `most` names the first ones and how many there are more: `a, b and 7 more`. */
export function listed(names: readonly string[], most = 20): string {
  const more = names.length - most;
  return more <= 0 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${more} more`;
}

/** Returns `a → b → a`, and of a long path its ends. */
export function shownPath(names: readonly string[], most = 20): string {
  if (names.length <= most) return names.join(' → ');
  const end = most / 2;
  const middle = `… (${names.length - 2 * end} more) …`;
  return [...names.slice(0, end), middle, ...names.slice(-end)].join(' → ');
}
