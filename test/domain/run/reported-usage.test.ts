// Limits that never end a run, because the agent does not report what they count.
import { expect, it } from 'vitest';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import { type Limits, NO_LIMITS } from '../../../domain/run/limits.ts';
import { unreportedLimits } from '../../../domain/run/reported-usage.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold } from '../../support/decider-spec.ts';

const TOKENS: IterationUsage = { inputTokens: 1, outputTokens: 2, totalTokens: 3, cost: null };
const PAID: IterationUsage = { ...TOKENS, cost: { amount: 0.1, currency: 'USD' } };
const FREE: IterationUsage = { ...TOKENS, cost: { amount: 0, currency: 'USD' } };

function iteration(number: number, usage: IterationUsage | null, agent = 'a'): SessionEvent[] {
  const shares = usage ? [{ role: 'work', agent, model: 'm', usage } as const] : [];
  const data = { number, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage, shares } as const;
  return [
    { type: 'IterationStarted', data: { number, model: 'm', agent } },
    { type: 'IterationEnded', data },
  ];
}

function unreported(limits: Partial<Limits>, ...events: SessionEvent[][]) {
  const state = fold(events.flat());
  const { agent = 'a' } = state.iterations.recent.at(-1) ?? {};
  return unreportedLimits({ ...NO_LIMITS, ...limits }, state, { agent, model: 'm' });
}

const use = { agent: 'a', model: 'm' };

it('are those of cost without a cost, and of tokens without tokens', () => {
  expect(unreported({ cost: 1 }, iteration(1, TOKENS))).toEqual({ kinds: ['cost'], isBounded: false, use });
  expect(unreported({ cost: 1 }, iteration(1, FREE))).toMatchObject({ kinds: ['cost'] });
  expect(unreported({ tokens: 1 }, iteration(1, null))).toMatchObject({ kinds: ['tokens'] });
  expect(unreported({ cost: 1, tokens: 1 }, iteration(1, null))).toEqual({
    kinds: ['cost', 'tokens'],
    isBounded: false,
    use,
  });
});

it('are none if what is limited was reported, now or before', () => {
  expect(unreported({ cost: 1 }, iteration(1, PAID))).toBeUndefined();
  expect(unreported({ tokens: 1 }, iteration(1, TOKENS))).toBeUndefined();
  expect(unreported({ cost: 1 }, iteration(1, PAID), iteration(2, null))).toBeUndefined();
  const computed: IterationUsage = { ...TOKENS, cost: { amount: 0, currency: 'USD', estimated: true } };
  expect(unreported({ cost: 1 }, iteration(1, computed))).toBeUndefined();
});

it('are those of another agent that takes over and reports nothing', () => {
  expect(unreported({ cost: 1 }, iteration(1, PAID), iteration(2, TOKENS, 'b'))).toMatchObject({
    use: { agent: 'b', model: 'm' },
  });
});

it('matter less if another limit works', () => {
  for (const other of [{ iterations: 3 }, { minutes: 3 }, { tokens: 3 }]) {
    expect(unreported({ cost: 1, ...other }, iteration(1, TOKENS))).toMatchObject({ isBounded: true });
  }
  const session = { ...NO_LIMITS.session, minutes: 9 };
  expect(unreported({ cost: 1, session }, iteration(1, TOKENS))).toMatchObject({ isBounded: true });
});

it('are judged by iterations that finished', () => {
  const [started] = iteration(1, null);
  expect(unreported({ cost: 1 })).toBeUndefined();
  expect(unreported({ cost: 1 }, [started as SessionEvent])).toBeUndefined();
});
