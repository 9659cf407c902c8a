// Specifies how long a provider that asks for patience is given.
import { expect, it } from 'vitest';
import { ProviderWaits } from '../../../application/loop/provider-waits.ts';

it.each(['rate_limited', 'usage_window', 'overloaded'] as const)(
  'waits longer each time for a provider that is %s and states no wait, up to ten minutes',
  (cause) => {
    const waits = new ProviderWaits();
    const all = Array.from({ length: 7 }, () => waits.next({ cause }));
    expect(all).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  },
);

it('waits as long as is stated, also for days', () => {
  const waits = new ProviderWaits();
  expect(waits.next({ cause: 'rate_limited', retryAfterMs: 90_000 })).toBe(90_000);
  expect(waits.next({ cause: 'rate_limited', retryAfterMs: 7 * 86_400_000 })).toBe(7 * 86_400_000);
});

it('does not believe a wait of more than eight days', () => {
  const waits = new ProviderWaits();
  expect(waits.next({ cause: 'rate_limited', retryAfterMs: 8 * 86_400_000 + 1 })).toBe(30_000);
});

it('does not wait for a failure that no patience helps against', () => {
  expect(new ProviderWaits().next({ cause: 'credit', retryAfterMs: 1_000 })).toBeUndefined();
});
