// Waiting for a condition instead of for a time.
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first value that is neither undefined nor false. Throws after `limitMs`, saying `what` did not come. */
export async function waitFor<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  limitMs = 20_000,
): Promise<Value> {
  for (const deadline = Date.now() + limitMs; ; await sleep(10)) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
  }
}
