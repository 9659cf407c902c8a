// Which task comes next.
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { nextTask, unsatisfiedDependencies } from '../../../domain/task/dependency-graph.ts';
import { requireTask } from '../../../domain/task/task.decider.ts';
import { taskId } from '../../../domain/task/task.ts';
import { fold, ids, statusChanged, taskAdded } from '../../support/decider-spec.ts';

function nextOf(...events: SessionEvent[]): string | undefined {
  return nextTask(fold(events).tasks)?.id;
}

describe('the next task', () => {
  it('is none without tasks', () => {
    expect(nextOf()).toBeUndefined();
  });

  it('is the one of the highest priority', () => {
    expect(
      nextOf(taskAdded(1, 'a', { priority: 0 }), taskAdded(2, 'b', { priority: 4 }), taskAdded(3, 'c')),
    ).toBe('TAS-2');
  });

  it('is the oldest of several with the same priority', () => {
    expect(nextOf(taskAdded(1, 'a', { priority: 1 }), taskAdded(2, 'b'), taskAdded(3, 'c'))).toBe('TAS-2');
  });

  it('is one of priority 0 when there is no other', () => {
    expect(nextOf(taskAdded(1, 'a', { priority: 0 }))).toBe('TAS-1');
  });

  it.each(['in_progress', 'completed', 'blocked', 'cancelled'] as const)('is none that is %s', (status) => {
    expect(nextOf(taskAdded(1, 'a', { status, priority: 4 }), taskAdded(2, 'b'))).toBe('TAS-2');
  });

  it('is none that waits, however high its priority', () => {
    expect(
      nextOf(taskAdded(1, 'a', { priority: 0 }), taskAdded(2, 'b', { priority: 4, dependsOn: ids(1) })),
    ).toBe('TAS-1');
  });

  it.each([
    ['completed', 'TAS-2'],
    ['cancelled', 'TAS-2'],
    ['in_progress', undefined],
    ['blocked', undefined],
  ] as const)('a dependency that is %s', (status, next) => {
    expect(nextOf(taskAdded(1, 'a', { status }), taskAdded(2, 'b', { dependsOn: ids(1) }))).toBe(next);
  });

  it('waits again when a dependency is taken up again', () => {
    const tasks = [taskAdded(1, 'a', { status: 'completed' }), taskAdded(2, 'b', { dependsOn: ids(1) })];
    expect(nextOf(...tasks, statusChanged(1, 'completed', 'blocked'))).toBeUndefined();
  });

  it('follows a change of priority', () => {
    const raised = { type: 'TaskPriorityChanged', data: { id: taskId(2), from: 2, to: 3 } } as const;
    expect(nextOf(taskAdded(1, 'a'), taskAdded(2, 'b'), raised)).toBe('TAS-2');
  });
});

it('the unsatisfied dependencies of a task are the open ones, in their order', () => {
  const { tasks } = fold([
    taskAdded(1, 'a', { status: 'completed' }),
    taskAdded(2, 'b', { status: 'blocked' }),
    taskAdded(3, 'c', { status: 'cancelled' }),
    taskAdded(4, 'd'),
    taskAdded(5, 'e', { dependsOn: ids(4, 3, 2, 1) }),
  ]);
  expect(unsatisfiedDependencies(tasks, requireTask(tasks, taskId(5)))).toEqual(ids(4, 2));
});
