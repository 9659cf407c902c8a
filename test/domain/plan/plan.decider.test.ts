// Which requirements a session has, which tasks cover them, and what the agent may do while it plans.
import { describe, expect, it } from 'vitest';
import { coverage } from '../../../domain/plan/coverage.ts';
import { decidePlan } from '../../../domain/plan/plan.decider.ts';
import { NO_PLAN } from '../../../domain/plan/plan.state.ts';
import { parseRequirementId, type Requirement, requirementId } from '../../../domain/plan/plan.ts';
import { plansFirst } from '../../../domain/plan/planning.ts';
import { forecast } from '../../../domain/run/forecast.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { NO_TASKS } from '../../../domain/task/task.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { fold, given, statusChanged, taskAdded } from '../../support/decider-spec.ts';

function found(...requirements: readonly [number: number, text: string, line: number][]): SessionEvent {
  const listed = requirements.map(
    ([number, text, line]): Requirement => ({ id: requirementId(number), text, line }),
  );
  return { type: 'RequirementsFound', data: { requirements: listed } };
}

function covers(task: number, ...numbers: number[]): SessionEvent {
  return {
    type: 'RequirementsCovered',
    data: { task: taskId(task), requirements: numbers.map(requirementId) },
  };
}

const PLANNING: SessionEvent = { type: 'IterationStarted', data: { number: 1, model: 'm', planning: true } };
const WORKING: SessionEvent = { type: 'IterationStarted', data: { number: 2, model: 'm' } };
const ENDED: SessionEvent = {
  type: 'IterationEnded',
  data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
};
const MADE: SessionEvent = { type: 'PlanMade', data: {} };
const FOUND = found([1, 'CSV', 3], [2, 'JSON', 4]);

describe('requirements', () => {
  it('keep their ids as long as their texts stay, and never get an old id', () => {
    given(FOUND)
      .when({
        type: 'RecordRequirements',
        found: [
          { text: 'PDF', line: 3 },
          { text: ' JSON\n', line: 5 },
        ],
      })
      .then(found([3, 'PDF', 3], [2, 'JSON', 5]));
    given(FOUND, found([2, 'JSON', 4]))
      .when({ type: 'RecordRequirements', found: [{ text: 'CSV', line: 3 }] })
      .then(found([3, 'CSV', 3]));
  });

  it('with the same text are told apart by their order', () => {
    given()
      .when({
        type: 'RecordRequirements',
        found: [
          { text: 'a', line: 1 },
          { text: 'a', line: 2 },
        ],
      })
      .then(found([1, 'a', 1], [2, 'a', 2]));
    given(found([1, 'a', 1], [2, 'a', 2]))
      .when({
        type: 'RecordRequirements',
        found: [
          { text: 'a', line: 1 },
          { text: 'a', line: 2 },
        ],
      })
      .thenNothing();
  });

  it('are bounded in number and length; the others are counted', () => {
    const many = Array.from({ length: 502 }, (_, index) => ({
      text: `${index} ${'😀'.repeat(200)}`,
      line: index + 1,
    }));
    const [event] = decidePlan({ type: 'RecordRequirements', found: many }, NO_PLAN, NO_TASKS);
    if (event?.type !== 'RequirementsFound') throw new Error('nothing was found');
    expect(event.data.requirements).toHaveLength(500);
    expect(event.data.leftOut).toBe(2);
    for (const { text } of event.data.requirements) {
      expect(text.length).toBeLessThanOrEqual(200);
      expect(text).not.toMatch(/[\uD800-\uDBFF]…$/);
    }
  });

  it.each(['REQ-3', 'req-3', ' 3 '])('are named %j', (text) => {
    expect(parseRequirementId(text)).toBe('REQ-3');
  });

  it.each(['', 'REQ-0', 'TAS-3', 'FR-3'])('are not named %j', (text) => {
    expect(() => parseRequirementId(text)).toThrow('use an id such as REQ-3');
  });
});

describe('covering', () => {
  it('is part of adding a task, all or nothing', () => {
    given(FOUND)
      .when({ type: 'AddTasks', tasks: [{ content: 'a', covers: [requirementId(1)] }, { content: 'b' }] })
      .then(taskAdded(1, 'a'), taskAdded(2, 'b'), covers(1, 1));
    given(FOUND)
      .when({ type: 'AddTasks', tasks: [{ content: 'a', covers: [requirementId(3)] }] })
      .thenThrows(
        'REQUIREMENT.NOT_FOUND',
        'there is no requirement REQ-3: the requirements are in REQ-1 to REQ-2',
      );
    given()
      .when({ type: 'AddTasks', tasks: [{ content: 'a', covers: [requirementId(3)] }] })
      .thenThrows('REQUIREMENT.NOT_FOUND', /none are recorded, because the session was not planned/);
  });

  it('adds to what a task covers', () => {
    const more = (...numbers: number[]) =>
      ({ type: 'CoverRequirements', task: taskId(1), requirements: numbers.map(requirementId) }) as const;
    given(FOUND, taskAdded(1, 'a'), covers(1, 1))
      .when(more(1, 2))
      .then(covers(1, 1, 2));
    given(FOUND, taskAdded(1, 'a'), covers(1, 1)).when(more(1)).thenNothing();
    given(FOUND)
      .when(more(1))
      .thenThrows('TASK.NOT_FOUND', /no task TAS-1/);
  });

  it('counts the best task; a cancelled one covers nothing', () => {
    const state = fold([
      found([1, 'a', 1], [2, 'b', 2], [3, 'c', 3], [4, 'd', 4]),
      ...[1, 2, 3, 4].map((number) => taskAdded(number, `${number}`)),
      ...[covers(1, 1, 2), covers(2, 1), covers(3, 3), covers(4, 4, 9)],
      statusChanged(1, 'remaining', 'completed'),
      { type: 'TaskVerified', data: { id: taskId(1), checks: [] } },
      statusChanged(3, 'remaining', 'completed'),
      statusChanged(4, 'remaining', 'cancelled'),
    ]);
    expect(coverage(state).map(({ tasks, coverage: reached }) => [reached, ...tasks])).toEqual([
      ['verified', 'TAS-1', 'TAS-2'],
      ['verified', 'TAS-1'],
      ['completed', 'TAS-3'],
      ['uncovered'],
    ]);
  });
});

describe('while the agent plans', () => {
  const started = [FOUND, taskAdded(1, 'a'), PLANNING];

  it.each([
    { type: 'ChangeTaskStatus', id: taskId(1), status: 'in_progress' },
    { type: 'ChangeTaskStatus', id: taskId(1), status: 'cancelled' },
    { type: 'AddTasks', tasks: [{ content: 'b', status: 'completed' }] },
    { type: 'RecordSummary', summary: 's' },
    { type: 'CompleteSession' },
    { type: 'RestartSession' },
    { type: 'ApprovePlan' },
    { type: 'RecordRequirements', found: [] },
  ] as const)('it may not %o', (command) => {
    given(...started)
      .when(command, 'agent')
      .thenThrows('PLAN.NO_WORK', /this is the planning iteration; only add, order and describe tasks/);
  });

  it('the user may do anything, and so may the agent when it works', () => {
    const cancel = { type: 'ChangeTaskStatus', id: taskId(1), status: 'cancelled' } as const;
    given(...started)
      .when(cancel)
      .then(statusChanged(1, 'remaining', 'cancelled'));
    given(...started, ENDED, WORKING)
      .when(cancel, 'agent')
      .then(statusChanged(1, 'remaining', 'cancelled'));
  });

  it('the iteration counts neither for the limit of the run nor for the forecast', () => {
    const state = fold([...started, ENDED, WORKING]);
    expect(state.spent.runIterations).toBe(1);
    const all = [PLANNING, ENDED].map((event) => ({ ...event }));
    expect(forecast(fold([taskAdded(1, 'a'), ...all]))).toBeNull();
    expect(state.iterations.recent.map(({ planning }) => planning)).toEqual([true, undefined]);
  });
});

describe('a plan', () => {
  it('is made, then approved by the user or by the beginning of the work', () => {
    given(PLANNING).when({ type: 'EndPlanning' }).then(MADE);
    given(PLANNING, MADE).when({ type: 'BeginPlanReview' }).then({ type: 'PlanReviewStarted', data: {} });
    given(PLANNING, MADE).when({ type: 'ApprovePlan' }).then({ type: 'PlanApproved', data: {} });
    for (const events of [[], [PLANNING], [PLANNING, MADE, WORKING]]) {
      given(...events)
        .when({ type: 'ApprovePlan' })
        .thenNothing();
    }
  });

  it.each([
    [undefined, [], false, false],
    ['always', [taskAdded(1, 'a')], false, true],
    ['once', [], false, true],
    ['once', [taskAdded(1, 'a')], true, false],
    // Cut short.
    ['once', [PLANNING, taskAdded(1, 'a')], false, true],
    // The user chose to work instead.
    ['once', [PLANNING, taskAdded(1, 'a'), WORKING], true, false],
    ['once', [PLANNING, taskAdded(1, 'a'), MADE], false, false],
    ['once', [PLANNING, taskAdded(1, 'a'), MADE], true, true],
    ['once', [PLANNING, taskAdded(1, 'a'), MADE, WORKING], true, false],
  ] as const)('is wanted %s after %j, reviewed: %s → %s', (wish, events, isReviewed, expected) => {
    expect(plansFirst(wish, fold(events), isReviewed)).toBe(expected);
  });

  it('takes no time of the run while it is reviewed', () => {
    const run: SessionEvent = { type: 'RunStarted', data: { spec: 's', model: 'm' } };
    const reviewing = fold([run, PLANNING, ENDED, MADE, { type: 'PlanReviewStarted', data: {} }]);
    expect(reviewing.spent.pausedSince).not.toBeNull();
    const approved = fold([{ type: 'PlanApproved', data: {} }], reviewing);
    expect(approved.spent.pausedSince).toBeNull();
  });
});
