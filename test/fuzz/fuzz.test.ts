// Specifies that no malformed input crashes or hangs what reads it: a short run of `npm run test:fuzz` with a fixed seed.
import { expect, it } from 'vitest';
import { PROPERTY_LIMIT_MS } from '../support/property-limit.ts';
import { fuzz } from './fuzz.ts';
import { TARGETS } from './targets.ts';

it.each(TARGETS)(
  '$name: every malformed input is accepted or is one clear error',
  { timeout: PROPERTY_LIMIT_MS },
  async (target) => {
    expect(await fuzz(target, 1, { inputs: 150 })).toBe(150);
  },
);

it('finds what crashes, hangs or is unclear', async () => {
  const target = {
    name: 'one that crashes',
    samples: ['{"a": 1}'],
    check: (text: string) => {
      if (text.includes('[')) throw new Error('crashed');
    },
  };
  await expect(fuzz(target, 1, { inputs: 1_000 })).rejects.toThrow('Property failed');
});
