// The rules for tasks: decides which events a task command produces.
import { DomainError } from '../errors.ts';
import { shownPath } from '../listed.ts';
import type { RequirementId } from '../plan/plan.ts';
import { requireSize } from '../text-size.ts';
import { declaredFiles } from './declared-files.ts';
import { cyclePath } from './dependency-graph.ts';
import type { TaskEvent } from './task.events.ts';
import { evolveTasks, findDuplicate, findTask, type TaskList } from './task.state.ts';
import {
  DEFAULT_PRIORITY,
  type Task,
  type TaskId,
  type TaskPriority,
  type TaskStatus,
  taskId,
} from './task.ts';

export interface NewTask {
  readonly content: string;
  readonly status?: TaskStatus;
  readonly priority?: TaskPriority;
  readonly dependsOn?: readonly TaskId[];
  /** The requirements of the spec that it fulfils. */
  readonly covers?: readonly RequirementId[];
  /** The files that it will touch: paths or globs relative to the project's root. */
  readonly files?: readonly string[];
}

export type TaskCommand =
  /** Adds all tasks or none. A task may depend on an earlier one of the same command. */
  | { readonly type: 'AddTasks'; readonly tasks: readonly NewTask[] }
  | { readonly type: 'ChangeTaskStatus'; readonly id: TaskId; readonly status: TaskStatus }
  | { readonly type: 'ChangeTaskPriority'; readonly id: TaskId; readonly priority: TaskPriority }
  | { readonly type: 'ChangeTaskContent'; readonly id: TaskId; readonly content: string }
  /** Replaces the declared files; [] for none. */
  | { readonly type: 'ChangeTaskFiles'; readonly id: TaskId; readonly files: readonly string[] }
  | { readonly type: 'AddTaskDependencies'; readonly id: TaskId; readonly dependsOn: readonly TaskId[] }
  | { readonly type: 'RemoveTaskDependencies'; readonly id: TaskId; readonly dependsOn: readonly TaskId[] };

/** Returns the events of a command, [] if nothing changes. Throws `DomainError` if a rule forbids it. */
export function decideTasks(command: TaskCommand, list: TaskList): TaskEvent[] {
  switch (command.type) {
    case 'AddTasks':
      return inSequence(list, command.tasks, addTask);
    case 'ChangeTaskStatus': {
      const { id, status: from } = requireTask(list, command.id);
      const to = command.status;
      return from === to ? [] : [{ type: 'TaskStatusChanged', data: { id, from, to } }];
    }
    case 'ChangeTaskPriority': {
      const { id, priority: from } = requireTask(list, command.id);
      const to = command.priority;
      return from === to ? [] : [{ type: 'TaskPriorityChanged', data: { id, from, to } }];
    }
    case 'ChangeTaskContent': {
      const { id, content: from } = requireTask(list, command.id);
      const to = acceptableContent(list, command.content, id);
      return from === to ? [] : [{ type: 'TaskContentChanged', data: { id, from, to } }];
    }
    case 'ChangeTaskFiles': {
      const { id, files: from } = requireTask(list, command.id);
      const to = declaredFiles(command.files);
      const isSame = from.length === to.length && from.every((file, index) => file === to[index]);
      return isSame ? [] : [{ type: 'TaskFilesChanged', data: { id, from, to } }];
    }
    case 'AddTaskDependencies':
      return inSequence(list, command.dependsOn, (now, dependency) =>
        addDependency(now, requireTask(now, command.id), dependency),
      );
    case 'RemoveTaskDependencies': {
      const { id, dependsOn } = requireTask(list, command.id);
      const removed = dependsOn.filter((dependency) => command.dependsOn.includes(dependency));
      return removed.map((dependency) => ({
        type: 'TaskDependencyRemoved',
        data: { id, dependsOn: dependency },
      }));
    }
    default:
      return command satisfies never;
  }
}

/** Returns the task. Throws `TASK.NOT_FOUND`, naming the ids that exist. */
export function requireTask(list: TaskList, id: TaskId): Task {
  const task = findTask(list, id);
  if (!task) {
    const { size } = list.tasks;
    const known = size === 0 ? 'there are no tasks yet' : `the tasks are TAS-1 to ${taskId(size)}`;
    throw new DomainError('TASK.NOT_FOUND', `there is no task ${id}: ${known}`);
  }
  return task;
}

/** Decides item by item. Each decision sees the changes of the previous ones. */
function inSequence<T>(
  list: TaskList,
  items: readonly T[],
  decide: (now: TaskList, item: T) => TaskEvent[],
): TaskEvent[] {
  const events: TaskEvent[] = [];
  let now = list;
  for (const item of items) {
    const decided = decide(now, item);
    now = decided.reduce(evolveTasks, now);
    events.push(...decided);
  }
  return events;
}

/**
 * Returns the trimmed content. Throws `TASK.EMPTY`, `TASK.TOO_LARGE`, and `TASK.DUPLICATE` if a task other than `id` already
 * has it.
 */
function acceptableContent(list: TaskList, text: string, id?: TaskId): string {
  const content = text.trim();
  if (content === '') {
    throw new DomainError('TASK.EMPTY', 'the content of a task is empty', {
      remedy: 'describe what to do',
    });
  }
  requireSize('task', content);
  const same = findDuplicate(list, content, id);
  if (same) throw new DomainError('TASK.DUPLICATE', `${same.id} (${same.status}) has the same content`);
  return content;
}

function addTask(list: TaskList, task: NewTask): TaskEvent[] {
  const content = acceptableContent(list, task.content);
  const id = taskId(list.tasks.size + 1);
  const dependsOn = [...new Set(task.dependsOn ?? [])];
  for (const dependency of dependsOn) {
    if (dependency === id) throw selfDependency(id);
    requireTask(list, dependency);
  }
  const { status = 'remaining', priority = DEFAULT_PRIORITY } = task;
  const files = declaredFiles(task.files ?? []);
  const data = { id, content, status, priority, dependsOn, ...(files.length > 0 && { files }) };
  return [{ type: 'TaskAdded', data }];
}

function addDependency(list: TaskList, task: Task, dependency: TaskId): TaskEvent[] {
  if (dependency === task.id) throw selfDependency(task.id);
  requireTask(list, dependency);
  if (task.dependsOn.includes(dependency)) return [];
  const cycle = cyclePath(list, task.id, dependency);
  if (cycle) {
    throw new DomainError(
      'DEPENDENCY.CYCLE',
      `${task.id} cannot depend on ${dependency}, because that would create a cycle: ${shownPath(cycle)}`,
    );
  }
  return [{ type: 'TaskDependencyAdded', data: { id: task.id, dependsOn: dependency } }];
}

function selfDependency(id: TaskId): DomainError {
  return new DomainError('DEPENDENCY.SELF', `${id} cannot depend on itself`, { remedy: 'name another task' });
}
