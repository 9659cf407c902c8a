// The entries of the task list: the open tasks, and those that are done or cancelled behind one entry that opens.
import type { ProofState } from '../../../domain/proof/proof.state.ts';
import type { TaskList } from '../../../domain/task/task.state.ts';
import { isOpen, type Task, type TaskId } from '../../../domain/task/task.ts';
import { orderedTasks } from './lists.ts';
import { isDoubtful } from './task-marks.ts';

/** The id of the entry behind which closed tasks are. */
export const CLOSED = 'closed';
export type TaskEntryId = TaskId | typeof CLOSED;

/** Returns the task of an entry; undefined for the one behind which closed tasks are. */
export function taskOfEntry(id: TaskEntryId): TaskId | undefined {
  return id === CLOSED ? undefined : (id as TaskId);
}

export interface ClosedEntry {
  readonly id: typeof CLOSED;
  readonly completed: number;
  readonly cancelled: number;
}

export type TaskEntry = { readonly id: TaskId; readonly task: Task } | ClosedEntry;

/** What the user chose to see of the list. */
export interface TaskFilter {
  /** Whether the closed tasks are listed. */
  readonly opened: boolean;
  /** Words that tasks must contain, in any case; '' for all. */
  readonly query: string;
}

interface Known extends TaskFilter {
  readonly proof: ProofState;
  readonly entries: readonly TaskEntry[];
}

const known = new WeakMap<TaskList, Known>();

/**
 * Returns the entries in the order of the list. Closed tasks are behind one entry unless the user opens it, searches, or none is
 * open; a doubtful one is always listed.
 */
export function taskEntries(list: TaskList, proof: ProofState, filter: TaskFilter): readonly TaskEntry[] {
  const { opened, query } = filter;
  const last = known.get(list);
  if (last?.proof === proof && last.opened === opened && last.query === query) return last.entries;
  const entries = query.trim() === '' ? folded(list, proof, opened) : matching(list, query);
  known.set(list, { proof, opened, query, entries });
  return entries;
}

function folded(list: TaskList, proof: ProofState, opened: boolean): readonly TaskEntry[] {
  const all = orderedTasks(list);
  const isShown = (task: Task): boolean => isOpen(task) || isDoubtful({ proof }, task);
  const shown = all.filter(isShown);
  const closed = all.filter((task) => !isShown(task));
  if (closed.length === 0 || shown.length === 0) return all.map(entryOf);
  const completed = closed.filter(({ status }) => status === 'completed').length;
  const fold: TaskEntry = { id: CLOSED, completed, cancelled: closed.length - completed };
  return [...shown.map(entryOf), fold, ...(opened ? closed.map(entryOf) : [])];
}

function matching(list: TaskList, query: string): readonly TaskEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return orderedTasks(list)
    .filter(({ id, content }) => {
      const text = `${id} ${content}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map(entryOf);
}

function entryOf(task: Task): TaskEntry {
  return { id: task.id, task };
}
