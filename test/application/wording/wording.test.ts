// Specifies how durations, counts, tokens and costs read, and that statuses and types are told apart by their symbols.
import { describe, expect, it } from 'vitest';
import { formatCost, formatTokens, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { NOTE_TYPE_WORDING } from '../../../application/wording/note-type.ts';
import { STOP_REASON_WORDING } from '../../../application/wording/stop-message.ts';
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import { addUsage } from '../../../domain/iteration/iteration-usage.ts';

function usage(totalTokens: number | null, amount = 0, currency = 'USD') {
  return { inputTokens: null, outputTokens: null, totalTokens, cost: { amount, currency } };
}

describe('a duration', () => {
  it.each([
    [-5, '0.0 s'],
    [449, '0.4 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_600, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_620_000, '2 h 7 min'],
  ])('of %i ms reads %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

it.each([
  [0, '0 tasks'],
  [1, '1 task'],
  [1_200, '1,200 tasks'],
])('%i reads %s', (count, words) => {
  expect(plural(count, 'task')).toBe(words);
});

it.each([
  [null, ''],
  [840, '840 tokens'],
  [12_345, '12.3k tokens'],
  [999_949, '999.9k tokens'],
  [999_950, '1.0M tokens'],
])('%s tokens read “%s”', (count, words) => {
  expect(formatTokens(usage(count))).toBe(words);
});

it('a cost reads with its currency, and not at all when there is none', () => {
  expect(formatCost(usage(1, 0.041))).toBe('$0.04');
  expect(formatCost(usage(1, 2, 'EUR'))).toBe('2.00 EUR');
  expect(formatCost(usage(1))).toBe('');
  expect(formatCost(null)).toBe('');
  const [dollars, euros] = [usage(1, 2), usage(1, 3, 'EUR')];
  expect(formatCost(addUsage(dollars, euros))).toBe('$2.00 + 3.00 EUR');
  const computed = { ...dollars, cost: { amount: 2, currency: 'USD', estimated: true } } as const;
  expect(formatCost(computed)).toBe('~$2.00');
});

it.each([TASK_STATUS_WORDING, NOTE_TYPE_WORDING, STOP_REASON_WORDING])(
  'symbols are one character, and each is used once',
  (table) => {
    const symbols = Object.values(table).map(({ symbol }) => symbol);
    expect(new Set(symbols).size).toBe(symbols.length);
    for (const symbol of symbols) expect([...symbol]).toHaveLength(1);
  },
);
