// Sorts tasks and notes for display, and moves the selection through a list.
import type { IntMap } from '../../../domain/int-map.ts';
import type { Note } from '../../../domain/note/note.ts';
import type { TaskList } from '../../../domain/task/task.state.ts';
import { TASK_STATUSES, type Task, type TaskStatus } from '../../../domain/task/task.ts';
import { clamp, inSight } from '../canvas/scrolling.ts';
import type { ListState } from './ui-state.ts';

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

export function selectedIndex<Id>(
  items: readonly { readonly id: Id }[],
  { selected }: ListState<Id>,
): number {
  return selected === null ? -1 : items.findIndex(({ id }) => id === selected);
}

/** Returns the list with this entry selected and visible. */
export function selectIndex<Id>(
  list: ListState<Id>,
  items: readonly { readonly id: Id }[],
  index: number,
  rows: number,
): ListState<Id> {
  const at = clamp(index, 0, items.length - 1);
  const item = items[at];
  return item ? { selected: item.id, top: inSight(list.top, at, rows) } : { selected: null, top: 0 };
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
