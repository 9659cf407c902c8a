// All tasks of a session: finding one by id or content, and folding task events.
import { IntMap } from '../int-map.ts';
import type { TaskEvent } from './task.events.ts';
import { type Task, type TaskId, taskNumber } from './task.ts';

export interface TaskList {
  readonly tasks: IntMap<Task>;
  /** Ids by a hash of the content as duplicates are compared; several contents can share a hash. */
  readonly byContent: IntMap<readonly TaskId[]>;
}

export const NO_TASKS: TaskList = { tasks: IntMap.empty(), byContent: IntMap.empty() };

export function findTask(list: TaskList, id: TaskId): Task | undefined {
  return list.tasks.get(taskNumber(id));
}

/** The task with the same content, apart from surrounding space and case. */
export function findDuplicate(list: TaskList, content: string): Task | undefined {
  const wanted = comparable(content);
  for (const id of list.byContent.get(hash(wanted)) ?? []) {
    const task = findTask(list, id);
    if (task && comparable(task.content) === wanted) return task;
  }
  return undefined;
}

export function evolveTasks(list: TaskList, event: TaskEvent): TaskList {
  switch (event.type) {
    case 'TaskAdded':
      return withTask(list, event.data);
    case 'TaskStatusChanged':
      return changed(list, event.data.id, (task) => ({ ...task, status: event.data.to }));
    case 'TaskPriorityChanged':
      return changed(list, event.data.id, (task) => ({ ...task, priority: event.data.to }));
    case 'TaskDependencyAdded':
      return changed(list, event.data.id, (task) => ({
        ...task,
        dependsOn: [...task.dependsOn, event.data.dependsOn],
      }));
    case 'TaskReleased':
      return changed(list, event.data.id, (task) => ({ ...task, status: 'remaining' }));
    default:
      return event satisfies never;
  }
}

/** Adds a task as it is; also how a list is built again from a snapshot. */
export function withTask(list: TaskList, { id, content, status, priority, dependsOn }: Task): TaskList {
  const key = hash(comparable(content));
  return {
    tasks: list.tasks.set(taskNumber(id), { id, content, status, priority, dependsOn }),
    byContent: list.byContent.set(key, [...(list.byContent.get(key) ?? []), id]),
  };
}

/** An event about a task that is not there changes nothing: folding never fails. */
function changed(list: TaskList, id: TaskId, change: (task: Task) => Task): TaskList {
  const task = findTask(list, id);
  return task ? { ...list, tasks: list.tasks.set(taskNumber(id), change(task)) } : list;
}

function comparable(content: string): string {
  return content.trim().toLowerCase();
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}
