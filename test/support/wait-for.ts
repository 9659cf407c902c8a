// Waits for a condition instead of for a fixed time.
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first value that is neither undefined nor false. Throws after `limitMs`, naming `what` it waited for. */
export async function waitFor<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  limitMs = 20_000,
): Promise<Value> {
  for (const deadline = Date.now() + limitMs; ; await sleep(10)) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`timed out after ${limitMs} ms waiting for ${what}`);
  }
}
