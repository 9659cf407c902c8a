// Describes tasks and notes in words, with the same text in prompts, in answers of the tools and in the log.
import type { Note } from '../../domain/note/note.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { unsatisfiedDependencies } from '../../domain/task/dependency-graph.ts';
import type { TaskList } from '../../domain/task/task.state.ts';
import {
  isOpenStatus,
  STATUS_ORDER,
  TASK_STATUSES,
  type Task,
  type TaskStatus,
} from '../../domain/task/task.ts';

/** Describes a task: `TAS-3 [P2] Write the tests (waits for TAS-1)`. */
export function describeTask(task: Task, list: TaskList): string {
  const waits = unsatisfiedDependencies(list, task);
  const done = task.dependsOn.filter((id) => !waits.includes(id));
  const remarks = [
    ...(waits.length > 0 ? [`waits for ${waits.join(', ')}`] : []),
    ...(done.length > 0 ? [`after ${done.join(', ')}, done`] : []),
  ];
  const suffix = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  return `${task.id} [P${task.priority}] ${indented(task.content)}${suffix}`;
}

export interface TaskListing {
  /** Shows only tasks with this status. */
  readonly only?: TaskStatus | undefined;
  /** Maximum number of completed and of cancelled tasks to show, the latest ones; shows all if absent. */
  readonly done?: number;
}

/** Lists tasks grouped by status, each group with its size. */
export function describeTasks(
  list: TaskList,
  { only, done = Number.POSITIVE_INFINITY }: TaskListing = {},
): string {
  const groups = tasksByStatus(list);
  const lines = STATUS_ORDER.filter((status) => only === undefined || status === only).flatMap((status) => {
    const tasks = groups[status];
    if (tasks.length === 0) return [];
    const shown = isOpenStatus(status) ? tasks : tasks.slice(-Math.min(done, tasks.length));
    const left = tasks.length - shown.length;
    const before = left === 0 ? [] : [`- … ${left} earlier ones (task-list shows all)`];
    return [
      `${status} (${tasks.length})`,
      ...before,
      ...shown.map((task) => `- ${describeTask(task, list)}`),
    ];
  });
  if (lines.length > 0) return lines.join('\n');
  return only === undefined ? 'no tasks yet' : `no ${only} tasks`;
}

function tasksByStatus(list: TaskList): Record<TaskStatus, Task[]> {
  const groups = Object.fromEntries(TASK_STATUSES.map((s) => [s, [] as Task[]])) as Record<
    TaskStatus,
    Task[]
  >;
  for (const task of list.tasks.values()) groups[task.status].push(task);
  return groups;
}

/** Describes a note: `NOT-2 [tip] (iteration 3) Run the linter first`. */
export function describeNote(note: Note): string {
  const where = note.iteration === null ? '' : ` (iteration ${note.iteration})`;
  return `${note.id} [${note.type}]${where} ${indented(note.content)}`;
}

/** Explains on one line why no task is ready. */
export function describeStandstill(list: TaskList): string {
  const { in_progress, remaining, blocked } = tasksByStatus(list);
  const reasons = [
    ...in_progress.map((task) => `${task.id} is in progress`),
    ...blocked.map((task) => `${task.id} is blocked`),
    ...remaining.map((task) => `${task.id} waits for ${unsatisfiedDependencies(list, task).join(', ')}`),
  ];
  if (reasons.length === 0) return list.tasks.size === 0 ? 'there are no tasks yet' : 'every task is done';
  const more = reasons.length > 10 ? ` and ${reasons.length - 10} more` : '';
  return reasons.slice(0, 10).join('; ') + more;
}

/** Counts the tasks. Cancelled tasks are neither completed nor open. */
export function countTasks({ tasks }: SessionState): { total: number; completed: number; open: number } {
  const groups = tasksByStatus(tasks);
  const done = groups.completed.length + groups.cancelled.length;
  return { total: tasks.tasks.size, completed: groups.completed.length, open: tasks.tasks.size - done };
}

/** Indents all lines but the first, so that only items start at the beginning of a line. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
