// Feeds a target malformed inputs until one fails or the time is over.
import fc from 'fast-check';
import { malformed } from './mutations.ts';
import type { Target } from './targets.ts';

/** A single input that takes longer than this, in milliseconds, is a hang. */
const HANG_MS = 30_000;

/** Returns the number of inputs tried. Throws an error that contains the shortest input found that fails. */
export async function fuzz(
  target: Target,
  seed: number,
  limit: { ms?: number; inputs?: number },
): Promise<number> {
  let inputs = 0;
  const property = fc.asyncProperty(malformed(target.samples), async (text) => {
    inputs += 1;
    const since = Date.now();
    await target.check(text);
    if (Date.now() - since > HANG_MS) throw new Error(`took ${Date.now() - since} ms`);
  });
  await fc.assert(property, {
    seed,
    numRuns: limit.inputs ?? Number.MAX_SAFE_INTEGER,
    ...(limit.ms !== undefined && { interruptAfterTimeLimit: limit.ms, markInterruptAsFailure: false }),
  });
  return inputs;
}
