// Sorts tasks and notes for display, and counts tasks.
import type { IntMap } from '../../../domain/int-map.ts';
import type { Note } from '../../../domain/note/note.ts';
import type { TaskList } from '../../../domain/task/task.state.ts';
import { TASK_STATUSES, type Task, type TaskStatus } from '../../../domain/task/task.ts';

/** Tasks in progress come first, finished ones last. */
const STATUS_ORDER: readonly TaskStatus[] = ['in_progress', 'remaining', 'blocked', 'completed', 'cancelled'];

export type TaskCounts = Readonly<Record<TaskStatus, number>>;

interface TaskView {
  readonly tasks: readonly Task[];
  readonly counts: TaskCounts;
}

const taskViews = new WeakMap<TaskList, TaskView>();
const noteViews = new WeakMap<IntMap<Note>, readonly Note[]>();

/** Returns the tasks by status, then by priority, then oldest first. */
export function orderedTasks(list: TaskList): readonly Task[] {
  return taskView(list).tasks;
}

export function taskCounts(list: TaskList): TaskCounts {
  return taskView(list).counts;
}

/** Returns the notes, newest first. */
export function orderedNotes(notes: IntMap<Note>): readonly Note[] {
  const known = noteViews.get(notes);
  if (known) return known;
  const ordered = [...notes.values()].reverse();
  noteViews.set(notes, ordered);
  return ordered;
}

function taskView(list: TaskList): TaskView {
  const known = taskViews.get(list);
  if (known) return known;
  const groups = Object.fromEntries(TASK_STATUSES.map((s) => [s, [] as Task[]])) as Record<
    TaskStatus,
    Task[]
  >;
  for (const task of list.tasks.values()) groups[task.status].push(task);
  const counts = Object.fromEntries(TASK_STATUSES.map((s) => [s, groups[s].length])) as Record<
    TaskStatus,
    number
  >;
  const tasks = STATUS_ORDER.flatMap((s) => groups[s].sort((a, b) => b.priority - a.priority));
  const view = { tasks, counts };
  taskViews.set(list, view);
  return view;
}
