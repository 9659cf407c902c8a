// Specifies when a run stops after an iteration, and which reason wins.
import { describe, expect, it } from 'vitest';
import type { LimitKind } from '../../../domain/run/limits.ts';
import {
  afterIteration,
  type EndedIteration,
  NO_PROGRESS,
  type RunProgress,
  stopAfter,
} from '../../../domain/run/stop-reason.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold, idleIteration, ids, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const LIMITS = { iterations: 4, maxFailures: 3, stallAfter: 3 };
const WORKABLE = [taskAdded(1, 'a')];
const BLOCKED = [...WORKABLE, statusChanged(1, 'remaining', 'blocked')];
const COMPLETE: SessionEvent[] = [
  ...WORKABLE,
  statusChanged(1, 'remaining', 'completed'),
  { type: 'SessionCompleted', data: {} },
];

const good: EndedIteration = { outcome: 'finished', retryable: true };
const IDLE = [1, 2, 3].flatMap(idleIteration);
const failed: EndedIteration = { outcome: 'failed', retryable: true };
const hopeless: EndedIteration = { outcome: 'failed', retryable: false };

function progressAfter(...iterations: EndedIteration[]): RunProgress {
  return iterations.reduce(afterIteration, NO_PROGRESS);
}

function causeAfter(events: readonly SessionEvent[], ...iterations: EndedIteration[]): string | undefined {
  return stopAfter(fold(events), progressAfter(...iterations), LIMITS)?.cause;
}

describe('the run continues', () => {
  it.each<[string, readonly SessionEvent[], EndedIteration[]]>([
    ['with a task that is ready', WORKABLE, [good]],
    ['with a task in progress', [...WORKABLE, statusChanged(1, 'remaining', 'in_progress')], [good]],
    ['without any task: the agent has to plan', [], [good]],
    ['with every task done and the session not complete', COMPLETE.slice(0, -1), [good]],
    ['after fewer failures in a row than allowed', WORKABLE, [failed, failed]],
    ['after failures with a good iteration between them', WORKABLE, [failed, failed, good]],
    [
      'after fewer idle iterations than allowed',
      [...WORKABLE, ...[1, 2].flatMap(idleIteration)],
      [good, good],
    ],
  ])('%s', (_, events, iterations) => {
    expect(causeAfter(events, ...iterations)).toBeUndefined();
  });

  it('without a limit, however many iterations there were', () => {
    const progress = { ...NO_PROGRESS, iterations: 1000 };
    expect(stopAfter(fold(WORKABLE), progress, { ...LIMITS, iterations: 0 })).toBeUndefined();
  });
});

it('continues without progress if there is no limit for that', () => {
  const state = fold([...WORKABLE, ...IDLE]);
  expect(stopAfter(state, NO_PROGRESS, { ...LIMITS, stallAfter: 0 })).toBeUndefined();
});

describe('the run stops', () => {
  it.each<[string, readonly SessionEvent[], EndedIteration[], string, string]>([
    ['when the session is complete', COMPLETE, [good], 'complete', 'complete'],
    ['when all that is open is blocked', BLOCKED, [good], 'standstill', 'no_progress'],
    [
      'when all that is open waits for what is blocked',
      [...BLOCKED, taskAdded(2, 'b', { dependsOn: ids(1) })],
      [good],
      'standstill',
      'no_progress',
    ],
    ['after three idle iterations', [...WORKABLE, ...IDLE], [good, good, good], 'stuck', 'no_progress'],
    ['after too many failures', WORKABLE, [failed, failed, failed], 'failures', 'failed'],
    ['after a failure that another try cannot help', WORKABLE, [hopeless], 'failures', 'failed'],
    ['at the limit of iterations', WORKABLE, [good, good, good, good], 'iteration_limit', 'iteration_limit'],
  ])('%s', (_, events, iterations, cause, reason) => {
    expect(stopAfter(fold(events), progressAfter(...iterations), LIMITS)).toEqual({ reason, cause });
  });

  describe('at a limit', () => {
    const none = { ...LIMITS, iterations: 0 };
    const reached = (kind: LimitKind, used = 9) => ({
      uses: [{ scope: 'run', kind, limit: 9, used }] as const,
    });

    it.each([
      ['iterations', 'iteration_limit'],
      ['minutes', 'time_limit'],
      ['cost', 'cost_limit'],
      ['tokens', 'token_limit'],
    ] as const)('of %s', (kind, cause) => {
      expect(stopAfter(fold(WORKABLE), progressAfter(good), none, reached(kind))).toEqual({
        reason: cause,
        cause,
      });
      expect(stopAfter(fold(WORKABLE), progressAfter(good), none, reached(kind, 8.99))).toBeUndefined();
    });

    it('after completion, a standstill or failures', () => {
      expect(stopAfter(fold(COMPLETE), progressAfter(good), none, reached('cost'))?.cause).toBe('complete');
      expect(stopAfter(fold(BLOCKED), progressAfter(good), none, reached('cost'))?.cause).toBe('standstill');
      expect(stopAfter(fold(WORKABLE), progressAfter(failed), none, reached('cost'))?.cause).toBe('failures');
    });

    it('before idle iterations', () => {
      const state = fold([...WORKABLE, ...IDLE]);
      expect(stopAfter(state, progressAfter(good, good, good), none, reached('tokens'))?.cause).toBe(
        'token_limit',
      );
    });

    it.each([
      [['cost'], 'cost_unreported', 'cost_limit'],
      [['tokens'], 'tokens_unreported', 'token_limit'],
      [['cost', 'tokens'], 'cost_unreported', 'cost_limit'],
    ] as const)('that has no effect, if there is no other: %s', (kinds, cause, reason) => {
      const unreported = { kinds, isBounded: false, use: { agent: 'a', model: 'm' } };
      expect(stopAfter(fold(WORKABLE), progressAfter(good), none, { uses: [], unreported })).toEqual({
        reason,
        cause,
      });
      const bounded = { ...unreported, isBounded: true };
      expect(
        stopAfter(fold(WORKABLE), progressAfter(good), none, { uses: [], unreported: bounded }),
      ).toBeUndefined();
    });
  });

  it('for what went wrong, before anything else', () => {
    expect(causeAfter(COMPLETE, hopeless)).toBe('failures');
  });

  it('for completion or a standstill, before the limit', () => {
    expect(causeAfter(COMPLETE, good, good, good, good)).toBe('complete');
    expect(causeAfter(BLOCKED, good, good, good, good)).toBe('standstill');
  });

  it('at the limit, before idle iterations', () => {
    expect(causeAfter([...WORKABLE, ...IDLE], good, good, good, good)).toBe('iteration_limit');
  });

  it('as failed, if the last iteration that the limit allows fails', () => {
    expect(causeAfter(WORKABLE, good, good, good, failed)).toBe('failures');
  });
});
