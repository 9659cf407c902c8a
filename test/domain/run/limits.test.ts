// Which limits count what, when one is near, reached, or exceeded so far that a running turn must end.
import { describe, expect, it } from 'vitest';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import { limitUses } from '../../../domain/run/limit-uses.ts';
import {
  isNear,
  isOverrun,
  isReached,
  type LimitKind,
  type Limits,
  NO_LIMITS,
} from '../../../domain/run/limits.ts';
import { INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');

function cost(...amounts: readonly [number, string][]): IterationUsage {
  const [first, ...others] = amounts.map(([amount, currency]) => ({ amount, currency }));
  const tokens = { inputTokens: 400, outputTokens: 100, totalTokens: 500 };
  return { ...tokens, cost: first ?? null, ...(others.length > 0 && { otherCosts: others }) };
}

const STATE: SessionState = {
  ...INITIAL_STATE,
  usage: cost([8, 'USD']),
  iterations: { recent: [], last: 7 },
  spent: {
    ...INITIAL_STATE.spent,
    runStartedAt: '2026-01-01T00:30:00Z',
    runIterations: 2,
    workedMs: 90 * 60_000,
    runShares: [{ role: 'work', agent: 'a', model: 'm', usage: cost([3, 'USD']) }],
  },
};

function limits(run: Partial<Limits>, session: Partial<Limits['session']> = {}): Limits {
  return { ...NO_LIMITS, ...run, session: { ...NO_LIMITS.session, ...session } };
}

it('without limits there is nothing to count', () => {
  expect(limitUses(NO_LIMITS, STATE, NOW)).toEqual([]);
});

it('each limit counts what was used of it, in the run and over all runs', () => {
  const all = { iterations: 10, minutes: 60, cost: 5, tokens: 1_000 };
  expect(limitUses(limits(all, all), STATE, NOW).map(({ scope, kind, used }) => [scope, kind, used])).toEqual(
    [
      ['run', 'iterations', 2],
      ['run', 'minutes', 30],
      ['run', 'cost', 3],
      ['run', 'tokens', 500],
      ['session', 'iterations', 7],
      ['session', 'minutes', 90],
      ['session', 'cost', 8],
      ['session', 'tokens', 500],
    ],
  );
});

it('what a running iteration has used counts as well', () => {
  const uses = limitUses(limits({ cost: 5 }, { tokens: 9 }), STATE, NOW, cost([1.5, 'USD']));
  expect(uses.map(({ used }) => used)).toEqual([4.5, 1_000]);
});

it('a cost limit counts the currency of which most was paid, and says which', () => {
  const state = { ...STATE, usage: cost([2, 'USD'], [6, 'EUR']) };
  expect(limitUses(limits({}, { cost: 5 }), state, NOW)).toEqual([
    { scope: 'session', kind: 'cost', limit: 5, used: 6, currency: 'EUR' },
  ]);
});

it('a computed cost is marked', () => {
  const usage: IterationUsage = { ...cost(), cost: { amount: 2, currency: 'USD', estimated: true } };
  expect(limitUses(limits({}, { cost: 5 }), { ...STATE, usage }, NOW)).toMatchObject([{ estimated: true }]);
});

it('tokens of an agent that reports no total are its input and output', () => {
  const usage = { inputTokens: 3, outputTokens: 4, totalTokens: null, cost: null };
  expect(limitUses(limits({}, { tokens: 5 }), { ...STATE, usage }, NOW)).toMatchObject([{ used: 7 }]);
});

describe('a limit', () => {
  it.each<[LimitKind, number, boolean, boolean, boolean]>([
    ['cost', 79, false, false, false],
    ['cost', 80, true, false, false],
    ['cost', 99.99, true, false, false],
    ['cost', 100, true, true, false],
    ['cost', 199, true, true, false],
    ['cost', 200, true, true, true],
    ['tokens', 200, true, true, true],
    ['minutes', 109, true, true, false],
    ['minutes', 110, true, true, true],
    ['iterations', 100, true, true, false],
    ['iterations', 500, true, true, false],
  ])('of 100 %s with %d used', (kind, used, near, reached, overrun) => {
    const use = { scope: 'run', kind, limit: 100, used } as const;
    expect([isNear(use), isReached(use), isOverrun(use)]).toEqual([near, reached, overrun]);
  });
});
