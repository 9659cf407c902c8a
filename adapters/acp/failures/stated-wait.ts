// Reads from a provider's message how long to wait before a retry.

/** `retry after 30 seconds`, `try again in 1m30s`, `Retry-After: 12`, `resets in 2 hours` */
const STATED = /(?:retry|try|reset)\w*[\s-]*(?:again\s*)?(?:after|in)[\s:]*((?:\d+(?:\.\d+)?\s*[a-z]*\s*)+)/i;

const UNIT_MS: readonly (readonly [unit: RegExp, ms: number])[] = [
  [/^(ms|millis)/i, 1],
  [/^h/i, 3_600_000],
  [/^m/i, 60_000],
  [/^(s|$)/i, 1_000],
];

/** Returns the wait in milliseconds; undefined if the message states none. */
export function statedWaitMs(message: string): number | undefined {
  const text = STATED.exec(message)?.[1];
  if (text === undefined) return undefined;
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/gi)) {
    const factor = UNIT_MS.find(([pattern]) => pattern.test(unit))?.[1];
    if (factor === undefined) break;
    total += Number(amount) * factor;
  }
  return total > 0 ? Math.ceil(total) : undefined;
}
