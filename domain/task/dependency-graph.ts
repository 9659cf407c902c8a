// Questions about the dependencies between tasks: what is ready, what comes next, what would close a circle.

import { findTask, type TaskList } from './task.state.ts';
import { isOpen, type Task, type TaskId } from './task.ts';

/** The dependencies of a task that are neither completed nor cancelled. */
export function unsatisfiedDependencies(list: TaskList, task: Task): TaskId[] {
  return task.dependsOn.filter((id) => {
    const dependency = findTask(list, id);
    return dependency !== undefined && isOpen(dependency);
  });
}

/** Ready: remaining, with every dependency satisfied. */
export function isReady(list: TaskList, task: Task): boolean {
  return task.status === 'remaining' && unsatisfiedDependencies(list, task).length === 0;
}

/** The ready task of the highest priority, the oldest among equals; undefined when nothing is ready. */
export function nextTask(list: TaskList): Task | undefined {
  let best: Task | undefined;
  for (const task of list.tasks.values()) {
    if ((best === undefined || task.priority > best.priority) && isReady(list, task)) best = task;
  }
  return best;
}

/**
 * The circle that `task` depending on `dependency` would close, as a path that begins and ends with `task`;
 * undefined when there would be none.
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
