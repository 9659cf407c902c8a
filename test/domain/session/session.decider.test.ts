// The life of a session, its notes and the user's messages.
import { describe, expect, it } from 'vitest';
import type { TaskId } from '../../../domain/task/task.ts';
import { fold, given, ids, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const COMPLETE = { type: 'CompleteSession' } as const;
const COMPLETED = { type: 'SessionCompleted', data: {} } as const;
const restarted = (reason: string) => ({ type: 'SessionRestarted', data: { reason } }) as const;
const DONE = taskAdded(1, 'a', { status: 'completed' });

describe('completing a session', () => {
  it('is possible when every task is completed or cancelled', () => {
    given(DONE, taskAdded(2, 'b', { status: 'cancelled' }))
      .when(COMPLETE)
      .then(COMPLETED);
  });

  it('is refused without tasks', () => {
    given()
      .when(COMPLETE)
      .thenThrows(
        'SESSION.NO_TASKS',
        'a session without tasks cannot be completed: add the tasks of the spec first (task-batch-add)',
      );
  });

  it('is refused while tasks are open, and lists them', () => {
    given(
      DONE,
      taskAdded(2, 'b'),
      taskAdded(3, 'c', { status: 'in_progress' }),
      taskAdded(4, 'd', { status: 'blocked' }),
    )
      .when(COMPLETE)
      .thenThrows(
        'SESSION.OPEN_TASKS',
        'the session still has open tasks: TAS-2 (remaining), TAS-3 (in_progress), TAS-4 (blocked). Complete or cancel them first',
      );
  });

  it('lists twenty open tasks at most, and counts the rest', () => {
    const tasks = Array.from({ length: 25 }, (_, i) => taskAdded(i + 1, `task ${i}`));
    given(...tasks)
      .when(COMPLETE)
      .thenThrows('SESSION.OPEN_TASKS', /TAS-20 \(remaining\) and 5 more\. Complete or cancel them first$/);
  });

  it('that is complete already changes nothing', () => {
    given(DONE, COMPLETED).when(COMPLETE).thenNothing();
  });

  it('shows in the state', () => {
    expect(fold([DONE]).completed).toBe(false);
    expect(fold([DONE, COMPLETED]).completed).toBe(true);
    expect(fold([DONE, COMPLETED, restarted('…')]).completed).toBe(false);
  });
});

describe('a completed session', () => {
  it('is restarted by a new task', () => {
    given(DONE, COMPLETED)
      .when({ type: 'AddTasks', tasks: [{ content: 'b', dependsOn: ids(1) }] })
      .then(restarted('TAS-2 is remaining'), taskAdded(2, 'b', { dependsOn: ids(1) }));
  });

  it('is restarted by a task that is opened again', () => {
    given(DONE, COMPLETED)
      .when({ type: 'ChangeTaskStatus', id: ids(1)[0] as TaskId, status: 'blocked' })
      .then(restarted('TAS-1 is blocked'), statusChanged(1, 'completed', 'blocked'));
  });

  it('is not restarted by a task that is done, nor by what leaves the status as it is', () => {
    given(DONE, COMPLETED)
      .when({ type: 'AddTasks', tasks: [{ content: 'b', status: 'cancelled' }] })
      .then(taskAdded(2, 'b', { status: 'cancelled' }));
    given(DONE, COMPLETED)
      .when({ type: 'ChangeTaskPriority', id: ids(1)[0] as TaskId, priority: 4 })
      .then({ type: 'TaskPriorityChanged', data: { id: ids(1)[0] as TaskId, from: 2, to: 4 } });
  });

  it('is restarted when the user asks for it, and only then', () => {
    given(DONE, COMPLETED).when({ type: 'RestartSession' }).then(restarted('the user asked for it'));
    given(DONE).when({ type: 'RestartSession' }).thenNothing();
  });

  it('keeps its tasks when it is restarted, and can be completed again', () => {
    given(DONE, COMPLETED, restarted('…'), taskAdded(2, 'b'), statusChanged(2, 'remaining', 'completed'))
      .when(COMPLETE)
      .then(COMPLETED);
  });
});
