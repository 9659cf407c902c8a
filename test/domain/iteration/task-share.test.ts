// What the agent may start and complete while an iteration runs.
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { parseTaskId, type TaskStatus } from '../../../domain/task/task.ts';
import { fold, given, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const ENDED: SessionEvent = {
  type: 'IterationEnded',
  data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
};
const TAKEN = statusChanged(1, 'remaining', 'in_progress');
const DONE = statusChanged(1, 'in_progress', 'completed');

/** A running iteration with three tasks. */
function running(tasksPerIteration: number | undefined): SessionEvent[] {
  const data = { spec: 's', model: 'm', ...(tasksPerIteration && { tasksPerIteration }) };
  return [
    { type: 'RunStarted', data },
    ...[1, 2, 3].map((number) => taskAdded(number, `task ${number}`)),
    { type: 'IterationStarted', data: { number: 1, model: 'm' } },
  ];
}

const set = (id: string, status: TaskStatus) =>
  ({ type: 'ChangeTaskStatus', id: parseTaskId(id), status }) as const;

describe('one task per iteration', () => {
  it('lets the agent start a task and complete it, also directly', () => {
    given(...running(1))
      .when(set('1', 'in_progress'), 'agent')
      .then(TAKEN);
    given(...running(1), TAKEN)
      .when(set('1', 'completed'), 'agent')
      .then(DONE);
    given(...running(1))
      .when(set('1', 'completed'), 'agent')
      .then(statusChanged(1, 'remaining', 'completed'));
  });

  it.each<[TaskStatus]>([['in_progress'], ['completed']])(
    'refuses another one that is set to %s while one is in progress, and afterwards',
    (status) => {
      given(...running(1), TAKEN)
        .when(set('2', status), 'agent')
        .thenThrows(
          'TASK.ANOTHER_IN_PROGRESS',
          'TAS-2 cannot be started: TAS-1 is in progress; finish TAS-1 first, or set it to remaining or blocked',
        );
      given(...running(1), TAKEN, DONE)
        .when(set('2', status), 'agent')
        .thenThrows(
          'ITERATION.TASK_DONE',
          'TAS-2 is for the next iteration: this one has done TAS-1; record what you did with iteration-summary and stop',
        );
      given(...running(1), statusChanged(1, 'remaining', 'completed'))
        .when(set('2', status), 'agent')
        .thenThrows('ITERATION.TASK_DONE', /has done TAS-1/);
    },
  );

  it.each<[TaskStatus]>([['remaining'], ['blocked'], ['cancelled']])(
    'does not count a task that is set to %s',
    (status) => {
      given(...running(1), TAKEN, statusChanged(1, 'in_progress', status))
        .when(set('2', 'in_progress'), 'agent')
        .then(statusChanged(2, 'remaining', 'in_progress'));
    },
  );

  it('lets the agent work again on the task that the checks returned, and on no other', () => {
    const returned: SessionEvent = {
      type: 'TaskReturned',
      data: { id: parseTaskId('1'), by: 'checks', reason: 'red' },
    };
    given(...running(1), TAKEN, DONE, returned)
      .when(set('1', 'completed'), 'agent')
      .then(statusChanged(1, 'remaining', 'completed'));
    given(...running(1), TAKEN, DONE, returned)
      .when(set('2', 'in_progress'), 'agent')
      .thenThrows('ITERATION.TASK_DONE', /TAS-1/);
  });

  it('changes nothing else: tasks can be added, also as completed, cancelled and set again to what they are', () => {
    const add = (status: TaskStatus) => ({ type: 'AddTasks', tasks: [{ content: 'more', status }] }) as const;
    const more = (status: TaskStatus) => taskAdded(4, 'more', { status });
    given(...running(1), TAKEN, DONE)
      .when(add('completed'), 'agent')
      .then(more('completed'));
    given(...running(1), TAKEN)
      .when(add('remaining'), 'agent')
      .then(more('remaining'));
    given(...running(1), TAKEN)
      .when(add('in_progress'), 'agent')
      .thenThrows('TASK.ANOTHER_IN_PROGRESS', /^a new task cannot be started: TAS-1 is in progress/);
    given(...running(1), TAKEN, DONE)
      .when(set('2', 'cancelled'), 'agent')
      .then(statusChanged(2, 'remaining', 'cancelled'));
    given(...running(1), TAKEN, DONE)
      .when(set('1', 'completed'), 'agent')
      .thenNothing();
  });

  it('binds neither the user nor anybody between iterations or in a run without the limit', () => {
    const second = statusChanged(2, 'remaining', 'completed');
    given(...running(1), TAKEN, DONE)
      .when(set('2', 'completed'), 'user')
      .then(second);
    given(...running(1), TAKEN, DONE, ENDED)
      .when(set('2', 'completed'), 'agent')
      .then(second);
    given(...running(undefined), TAKEN, DONE)
      .when(set('2', 'completed'), 'agent')
      .then(second);
  });

  it('can be two', () => {
    given(...running(2), TAKEN)
      .when(set('2', 'in_progress'), 'agent')
      .thenThrows('TASK.ANOTHER_IN_PROGRESS', /TAS-1/);
    const both = [TAKEN, DONE, statusChanged(2, 'remaining', 'completed')];
    given(...running(2), TAKEN, DONE)
      .when(set('2', 'completed'), 'agent')
      .then(statusChanged(2, 'remaining', 'completed'));
    given(...running(2), ...both)
      .when(set('3', 'in_progress'), 'agent')
      .thenThrows('ITERATION.TASK_DONE', /TAS-1, TAS-2/);
  });

  it('starts anew with every iteration, and is recorded with the run, for tools in other processes', () => {
    const next: SessionEvent = { type: 'IterationStarted', data: { number: 2, model: 'm' } };
    expect(fold([...running(1), TAKEN, DONE, ENDED, next]).iterations.recent.at(-1)?.taken).toEqual([]);
    given()
      .when(
        {
          type: 'StartRun',
          session: 'x' as never,
          spec: { named: 's', path: 's', consent: true },
          model: 'm',
          tasksPerIteration: 1,
        },
        'user',
      )
      .then({
        type: 'RunStarted',
        data: { spec: 's', model: 'm', specPath: 's', tasksPerIteration: 1 },
      });
  });
});
