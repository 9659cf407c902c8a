// Recognises a provider that asks for patience in its message, and how long it asks for.

const LIMITED =
  /\b(429|529)\b|rate.?limit|too many requests|overloaded|over capacity|at capacity|resource.?exhausted|(quota|usage limit).*(try again|reset|retry)/i;

/** `retry after 30 seconds`, `try again in 1m30s`, `Retry-After: 12`, `resets in 2 hours` */
const STATED = /(?:retry|try|reset)\w*[\s-]*(?:again\s*)?(?:after|in)[\s:]*((?:\d+(?:\.\d+)?\s*[a-z]*\s*)+)/i;

const UNIT_MS: readonly (readonly [unit: RegExp, ms: number])[] = [
  [/^(ms|millis)/i, 1],
  [/^h/i, 3_600_000],
  [/^m/i, 60_000],
  [/^(s|$)/i, 1_000],
];

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** A stated wait is believed up to here; beyond it the provider is asked in between. */
const LONGEST_STATED_MS = 6 * 3_600_000;

/** Counts the waits of one iteration: where no time is stated, each is twice as long as the one before. */
export class RateLimitWaits {
  #next = FIRST_WAIT_MS;

  /** Milliseconds to wait after this error; undefined when it is no rate limit and no overload. */
  next(message: string): number | undefined {
    if (!LIMITED.test(message)) return undefined;
    const stated = statedWait(message);
    if (stated !== undefined) return Math.min(stated, LONGEST_STATED_MS);
    const wait = this.#next;
    this.#next = Math.min(LONGEST_WAIT_MS, wait * 2);
    return wait;
  }
}

function statedWait(message: string): number | undefined {
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
