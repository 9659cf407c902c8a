// The order in which open tasks are worked on.
import { isReady } from './dependency-graph.ts';
import type { TaskList } from './task.state.ts';
import { isOpen, type Task } from './task.ts';

/** Returns the open tasks, the next ones first: those in progress, then the ready ones in the order of `nextTask`. */
export function openTasksInOrder(list: TaskList): Task[] {
  const ranked = [...list.tasks.values()].filter(isOpen).map((task) => ({ task, rank: rankOf(list, task) }));
  // The sort is stable, so the oldest among equals comes first.
  return ranked.sort((a, b) => a.rank - b.rank || b.task.priority - a.task.priority).map(({ task }) => task);
}

function rankOf(list: TaskList, task: Task): number {
  if (task.status === 'in_progress') return 0;
  if (isReady(list, task)) return 1;
  return task.status === 'remaining' ? 2 : 3;
}
