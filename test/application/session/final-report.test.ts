// The final report names what needs attention first, says why, and stays short however many tasks there are.
import { describe, expect, it } from 'vitest';
import { finalReport } from '../../../application/session/final-report.ts';
import { describeProof, summarizeProof } from '../../../application/session/proof-summary.ts';
import { taskReports } from '../../../application/session/task-report.ts';
import type { ProofEvent } from '../../../domain/proof/proof.events.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { taskId } from '../../../domain/task/task.ts';
import { fold, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const tasks = (count: number): SessionEvent[] =>
  Array.from({ length: count }, (_, n) => [
    taskAdded(n + 1, `task ${n + 1} ${'x'.repeat(1_000)}`),
    statusChanged(n + 1, 'remaining', 'completed'),
  ]).flat();
const CHECK: ProofEvent = {
  type: 'CheckRan',
  data: {
    ...{ command: 'npm test', phase: 'task', outcome: 'green', exitCode: 0, durationMs: 1, output: '' },
    ...{ tests: null, failing: [] },
  },
};
const verified = (number: number): ProofEvent => ({
  type: 'TaskVerified',
  data: { id: taskId(number), checks: ['npm test'] },
});
const returned = (number: number, by: 'checks' | 'reviewer', reason: string): ProofEvent => ({
  type: 'TaskReturned',
  data: { id: taskId(number), by, reason },
});

describe('the final report', () => {
  it('has the tasks by what is proven, the weakest first, with the reason', () => {
    const state = fold([
      ...tasks(6),
      CHECK,
      verified(1),
      { type: 'TaskAccepted', data: { id: taskId(2) } },
      { type: 'TaskLeftUnverified', data: { id: taskId(3), reason: 'red before' } },
      returned(4, 'checks', 'npm test is red'),
      { type: 'TaskDoubted', data: { id: taskId(5), reason: 'nothing was changed for it' } },
      ...['no tests', 'still no tests'].flatMap((reason): SessionEvent[] => [
        returned(6, 'reviewer', reason),
        statusChanged(6, 'remaining', 'completed'),
      ]),
    ]);
    expect(finalReport(state).taskReports.map(({ id, standing, why }) => [id, standing, why])).toEqual([
      ['TAS-6', 'doubtful', 'the reviewer returned it 2 times'],
      ['TAS-5', 'doubtful', 'nothing was changed for it'],
      ['TAS-4', 'returned', 'npm test is red'],
      ['TAS-3', 'unverified', 'red before'],
      ['TAS-1', 'verified', ''],
      ['TAS-2', 'accepted', ''],
    ]);
    const summary = summarizeProof(state) ?? expect.fail('checks ran');
    expect(describeProof(summary)).toBe(
      '2 doubtful (TAS-5, TAS-6), 1 returned (TAS-4), 1 unverified (TAS-3), 1 verified, 1 accepted',
    );
  });

  it('reports at most 50 tasks, of the same standing the latest, and counts the others', () => {
    const state = fold([...tasks(80), CHECK, ...Array.from({ length: 80 }, (_, n) => verified(n + 1))]);
    const { taskReports, tasksLeftOut } = finalReport(state);
    expect([taskReports.length, tasksLeftOut, taskReports[0]?.id]).toEqual([50, 30, 'TAS-80']);
    expect(JSON.stringify(taskReports).length).toBeLessThan(64 * 1024);
  });

  it('leaves out cancelled tasks, and those that nobody has completed', () => {
    const state = fold([...tasks(1), statusChanged(1, 'completed', 'cancelled'), taskAdded(2, 'open')]);
    expect(finalReport(state).taskReports).toEqual([]);
  });
});

it('says no reason for doubt about a task that the user has accepted', () => {
  const { tasks, proof } = fold([
    taskAdded(1, 'a', { status: 'completed' }),
    { type: 'TaskDoubted', data: { id: taskId(1), reason: 'nothing was changed for it' } },
    { type: 'TaskAccepted', data: { id: taskId(1) } },
  ]);
  expect(taskReports(tasks, proof, () => undefined)).toMatchObject([{ standing: 'accepted', why: '' }]);
});
