// The forecast of the time and money that the open tasks still need.
import { describe, expect, it } from 'vitest';
import type { Iteration } from '../../../domain/iteration/iteration.ts';
import { forecast } from '../../../domain/run/forecast.ts';
import { fold, taskAdded } from '../../support/decider-spec.ts';

const OPEN = fold([taskAdded(1, 'a'), taskAdded(2, 'b'), taskAdded(3, 'c'), taskAdded(4, 'd')]).tasks;

/** An iteration of some minutes and cents that completed some tasks. */
function iteration(
  minutes: number,
  tasksCompleted: number,
  cents?: number,
  rest: Partial<Iteration> = {},
): Iteration {
  const cost = cents === undefined ? null : { amount: cents / 100, currency: 'USD' };
  return {
    number: 1,
    startedAt: '',
    endedAt: '',
    outcome: 'finished',
    summary: null,
    commit: null,
    agent: 'a',
    model: 'm',
    usage: { inputTokens: null, outputTokens: null, totalTokens: null, cost },
    workedMs: minutes * 60_000,
    tasksCompleted,
    tasks: [],
    taken: [],
    files: 0,
    red: null,
    ...rest,
  };
}

function of(recent: readonly Iteration[], tasks = OPEN) {
  const found = forecast({ tasks, iterations: { recent, last: recent.length } });
  return (
    found && {
      minutes: [found.workMs.low / 60_000, found.workMs.high / 60_000],
      costs: found.costs.map(({ currency, low, high, estimated }) => [
        currency,
        Number(low.toFixed(4)),
        Number(high.toFixed(4)),
        ...(estimated ? ['estimated'] : []),
      ]),
    }
  );
}

describe('there is none', () => {
  it.each<[string, readonly Iteration[]]>([
    ['before three iterations have ended', [iteration(1, 1), iteration(1, 1)]],
    ['before a task is completed', [iteration(1, 0), iteration(1, 0), iteration(1, 0)]],
    [
      'if too few were not interrupted',
      [iteration(1, 1), iteration(1, 1), iteration(1, 1, 0, { outcome: 'interrupted' })],
    ],
    ['while the third runs', [iteration(1, 1), iteration(1, 1), iteration(1, 0, 0, { outcome: null })]],
  ])('%s', (_, recent) => {
    expect(of(recent)).toBeNull();
  });

  it('without an open task', () => {
    const three = [iteration(1, 1), iteration(1, 1), iteration(1, 1)];
    expect(of(three, fold([]).tasks)).toBeNull();
    expect(of(three)).not.toBeNull();
  });
});

it('is the lower to the upper quartile of a task, times the open ones', () => {
  const recent = [10, 20, 30, 40, 50].map((minutes) => iteration(minutes, 1, minutes));
  expect(of(recent)).toEqual({ minutes: [80, 160], costs: [['USD', 0.8, 1.6]] });
});

it('is one value if all tasks took the same', () => {
  expect(of([iteration(5, 1), iteration(5, 1), iteration(5, 1)])).toEqual({ minutes: [20, 20], costs: [] });
});

it('counts iterations without a completed task for the next task that is completed', () => {
  expect(of([iteration(6, 0, 6), iteration(4, 1, 4), iteration(10, 1, 10), iteration(1, 0, 1)])).toEqual({
    minutes: [40, 40],
    costs: [['USD', 0.4, 0.4]],
  });
});

it('divides an iteration that completed several tasks', () => {
  expect(of([iteration(0, 0), iteration(30, 3), iteration(0, 0)])?.minutes).toEqual([40, 40]);
});

it('grows while no task is completed any more', () => {
  const good = [iteration(10, 1), iteration(10, 1), iteration(10, 1)];
  expect(of([...good, iteration(10, 0)])?.minutes).toEqual([40, 40]);
  const stuck = of([...good, ...Array.from({ length: 5 }, () => iteration(10, 0))])?.minutes ?? [];
  expect(stuck[1]).toBeGreaterThan(40);
});

it('tells each currency for itself, and what is computed', () => {
  const euros = { amount: 1, currency: 'EUR', estimated: true } as const;
  const usage = { inputTokens: null, outputTokens: null, totalTokens: null, cost: euros };
  const paid = (cents: number) => iteration(1, 1, cents);
  const mixed = [paid(10), paid(10), paid(10), iteration(1, 1, 0, { usage }), iteration(1, 1, 0, { usage })];
  expect(of(mixed)?.costs).toEqual([
    ['USD', 0, 0.4],
    ['EUR', 0, 4, 'estimated'],
  ]);
});
