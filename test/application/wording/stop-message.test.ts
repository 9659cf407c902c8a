// Specifies the line in which the user reads why a run stopped.
import { expect, it } from 'vitest';
import { interruptedMessage, stopMessage } from '../../../application/wording/stop-message.ts';
import type { LimitUse } from '../../../domain/run/limits.ts';
import { NO_PROGRESS, type StopCause } from '../../../domain/run/stop-reason.ts';
import { fold, idleIteration, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const state = fold([
  taskAdded(1, 'a'),
  taskAdded(2, 'b'),
  statusChanged(1, 'remaining', 'completed'),
  statusChanged(2, 'remaining', 'blocked'),
  ...[1, 2, 3].flatMap(idleIteration),
]);
const run = {
  state,
  progress: { ...NO_PROGRESS, failures: 3 },
  limits: { iterations: 5, maxFailures: 3, stallAfter: 3 },
  reset: false,
  lastReason: 'the agent is gone',
  used: { uses: [] },
};

it.each<[StopCause, string]>([
  ['complete', 'the session is complete: 1 of 2 tasks completed'],
  ['failures', 'the agent is gone (3 iterations in a row)'],
  ['standstill', 'no progress is possible: TAS-2 is blocked'],
  ['stuck', '3 iterations in a row made no progress: nothing changed, no task advanced'],
  ['iteration_limit', 'reached the limit of 5 iterations with 1 open task left; run again to continue'],
])('%s', (cause, message) => {
  expect(stopMessage(cause, run)).toBe(message);
});

it.each<[StopCause, LimitUse, string]>([
  [
    'time_limit',
    { scope: 'run', kind: 'minutes', limit: 60, used: 61.5 },
    'reached the time limit of this run: 1 h 1 min of 1 h 0 min used, 1 open task left; run again to continue, or raise the limit with --max-minutes (limits.minutes)',
  ],
  [
    'cost_limit',
    { scope: 'session', kind: 'cost', limit: 5, used: 5.125, currency: 'EUR', estimated: true },
    'reached the cost limit of the session: ~5.13 EUR of 5.00 EUR used, 1 open task left; raise limits.session.cost to continue',
  ],
  [
    'token_limit',
    { scope: 'run', kind: 'tokens', limit: 2_000_000, used: 2_100_000 },
    'reached the token limit of this run: 2.1M of 2.0M tokens used, 1 open task left; run again to continue, or raise the limit with --max-tokens (limits.tokens)',
  ],
  [
    'iteration_limit',
    { scope: 'session', kind: 'iterations', limit: 9, used: 9 },
    'reached the iteration limit of the session: 9 of 9 iterations used, 1 open task left; raise limits.session.iterations to continue',
  ],
])('%s names the limit, what is used of it, and what to do', (cause, use, message) => {
  expect(stopMessage(cause, { ...run, used: { uses: [use] } })).toBe(message);
});

it('names the limit that stopped the run, not another one', () => {
  const uses: LimitUse[] = [
    { scope: 'run', kind: 'cost', limit: 5, used: 1 },
    { scope: 'session', kind: 'cost', limit: 20, used: 20 },
    { scope: 'run', kind: 'tokens', limit: 5, used: 5 },
  ];
  expect(stopMessage('cost_limit', { ...run, used: { uses } })).toMatch(
    /^reached the cost limit of the session/,
  );
});

it.each([
  [
    'cost_unreported',
    ['cost'],
    'the run ends because the agent a with the model m reports no cost, so the cost limit has no effect; set `prices` for the model, or set another limit such as limits.tokens or limits.minutes',
  ],
  [
    'tokens_unreported',
    ['tokens'],
    'the run ends because the agent a with the model m reports no tokens, so the token limit has no effect; set another limit such as limits.minutes',
  ],
] as const)('%s names the agent and the remedy', (cause, kinds, message) => {
  const unreported = { kinds, isBounded: false, use: { agent: 'a', model: 'm' } };
  expect(stopMessage(cause, { ...run, used: { uses: [], unreported } })).toBe(message);
});

it('does not tell to run a command again that would remove the session', () => {
  expect(stopMessage('iteration_limit', { ...run, reset: true })).toMatch(
    /; run again without --reset to continue$/,
  );
  expect(interruptedMessage(true)).toBe('interrupted; run the same command without --reset to resume');
  expect(interruptedMessage(false)).toBe('interrupted; run the same command to resume');
});

it('does not count a single failure', () => {
  const progress = { ...run.progress, failures: 1 };
  expect(stopMessage('failures', { ...run, progress })).toBe('the agent is gone');
});
