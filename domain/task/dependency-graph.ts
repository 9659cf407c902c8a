// Answers questions about the dependencies between tasks: which are ready, which is next, what would create a cycle.

import { findTask, type TaskList } from './task.state.ts';
import { isOpen, type Task, type TaskId } from './task.ts';

/** Returns the open dependencies of a task: those neither completed nor cancelled. */
export function unsatisfiedDependencies(list: TaskList, task: Task): TaskId[] {
  return task.dependsOn.filter((id) => {
    const dependency = findTask(list, id);
    return dependency !== undefined && isOpen(dependency);
  });
}

/** Whether a task can be started: it is remaining, and all its dependencies are satisfied. */
export function isReady(list: TaskList, task: Task): boolean {
  return task.status === 'remaining' && unsatisfiedDependencies(list, task).length === 0;
}

/** Returns the ready task with the highest priority, the oldest among equals; undefined if no task is ready. */
export function nextTask(list: TaskList): Task | undefined {
  let best: Task | undefined;
  for (const task of list.tasks.values()) {
    if ((best === undefined || task.priority > best.priority) && isReady(list, task)) best = task;
  }
  return best;
}

/**
 * Returns the cycle that would arise if `task` depended on `dependency`, as a path that begins and ends with `task`;
 * undefined if there would be none.
 */
export function cyclePath(list: TaskList, task: TaskId, dependency: TaskId): TaskId[] | undefined {
  const reachedFrom = new Map<TaskId, TaskId>([[dependency, task]]);
  const pending = [dependency];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === task) return pathTo(task, reachedFrom);
    for (const next of findTask(list, id)?.dependsOn ?? []) {
      if (reachedFrom.has(next)) continue;
      reachedFrom.set(next, id);
      pending.push(next);
    }
  }
  return undefined;
}

function pathTo(task: TaskId, reachedFrom: ReadonlyMap<TaskId, TaskId>): TaskId[] {
  const path = [task];
  let id = reachedFrom.get(task);
  while (id !== undefined && id !== task) {
    path.unshift(id);
    id = reachedFrom.get(id);
  }
  return [task, ...path];
}
