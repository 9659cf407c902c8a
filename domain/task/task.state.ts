// The state of a session's tasks: finds them by id or content, and folds task events.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import { ContentIndex, comparable } from './content-index.ts';
import type { TaskEvent } from './task.events.ts';
import { type Task, type TaskId, type TaskStatus, taskNumber } from './task.ts';

export interface TaskList {
  readonly tasks: IntMap<Task>;
  readonly byContent: ContentIndex;
}

export const NO_TASKS: TaskList = taskListOf([]);

export function taskListOf(tasks: readonly Task[]): TaskList {
  const map = IntMap.from(tasks, (task) => taskNumber(task.id));
  return { tasks: map, byContent: new ContentIndex() };
}

export function findTask(list: TaskList, id: TaskId): Task | undefined {
  return list.tasks.get(taskNumber(id));
}

/** Returns the task with the same content, ignoring case and surrounding whitespace. Skips the task `except`. */
export function findDuplicate(list: TaskList, content: string, except?: TaskId): Task | undefined {
  const wanted = comparable(content);
  return list.byContent
    .candidates(wanted, list.tasks)
    .find((task) => task.id !== except && comparable(task.content) === wanted);
}

export const taskFold = foldOf<TaskList, TaskEvent>({
  TaskAdded: withTask,
  TaskStatusChanged: (list, { id, to }) => changed(list, id, { status: to }),
  TaskPriorityChanged: (list, { id, to }) => changed(list, id, { priority: to }),
  TaskContentChanged: (list, { id, to }) => {
    const task = findTask(list, id);
    return task ? withTask(list, { ...task, content: to }) : list;
  },
  TaskFilesChanged: (list, { id, to }) => changed(list, id, { files: to }),
  TaskDependencyAdded: (list, { id, dependsOn }) => {
    const task = findTask(list, id);
    return changed(list, id, { dependsOn: [...(task?.dependsOn ?? []), dependsOn] });
  },
  TaskDependencyRemoved: (list, { id, dependsOn }) => {
    const task = findTask(list, id);
    return changed(list, id, { dependsOn: (task?.dependsOn ?? []).filter((other) => other !== dependsOn) });
  },
  TaskReleased: (list, { id }) => changed(list, id, { status: 'remaining' }),
  TaskBlocked: (list, { id }) => changed(list, id, { status: 'blocked' }),
});

/** Returns the list with another status of a task. */
export function withStatus(list: TaskList, id: TaskId, status: TaskStatus): TaskList {
  return changed(list, id, { status });
}

/** Folds an event without its envelope, because no task event needs its time. */
export function evolveTasks(list: TaskList, event: TaskEvent): TaskList {
  return taskFold.evolve(list, event, '');
}

function withTask(
  list: TaskList,
  { id, content, status, priority, dependsOn, files = [] }: Omit<Task, 'files'> & Partial<Task>,
): TaskList {
  const task = { id, content, status, priority, dependsOn, files };
  const tasks = list.tasks.set(taskNumber(id), task);
  return { tasks, byContent: list.byContent.with(task, findTask(list, id)) };
}

/** Ignores an event about a missing task, because folding must never fail. */
function changed(list: TaskList, id: TaskId, change: Partial<Task>): TaskList {
  const task = findTask(list, id);
  return task ? { ...list, tasks: list.tasks.set(taskNumber(id), { ...task, ...change }) } : list;
}
