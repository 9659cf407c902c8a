// Specifies the line in which the user reads why a run stopped.
import { expect, it } from 'vitest';
import { interruptedMessage, stopMessage } from '../../../application/wording/stop-message.ts';
import { NO_PROGRESS, type StopCause } from '../../../domain/run/stop-reason.ts';
import { fold, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const state = fold([
  taskAdded(1, 'a'),
  taskAdded(2, 'b'),
  statusChanged(1, 'remaining', 'completed'),
  statusChanged(2, 'remaining', 'blocked'),
]);
const run = {
  state,
  progress: { ...NO_PROGRESS, failures: 3, idleIterations: 3 },
  limits: { iterations: 5, maxFailures: 3, stallAfter: 3 },
  reset: false,
  lastReason: 'the agent is gone',
};

it.each<[StopCause, string]>([
  ['complete', 'the session is complete: 1 of 2 tasks completed'],
  ['failures', 'the agent is gone (3 iterations in a row)'],
  ['standstill', 'no progress is possible: TAS-2 is blocked'],
  ['idle', '3 iterations in a row made no progress: nothing changed, no task advanced'],
  ['iteration_limit', 'reached the limit of 5 iterations with 1 open task left; run again to continue'],
])('%s', (cause, message) => {
  expect(stopMessage(cause, run)).toBe(message);
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
