// The agent's share of an iteration: how many tasks it may start and complete.
import { DomainError } from '../errors.ts';
import { listed } from '../listed.ts';
import type { TaskCommand } from '../task/task.decider.ts';
import { findTask, type TaskList } from '../task/task.state.ts';
import type { TaskId, TaskStatus } from '../task/task.ts';
import type { Iteration } from './iteration.ts';

/** Whether setting a task to this status means to work on it. */
export function isTaking(status: TaskStatus): boolean {
  return status === 'in_progress' || status === 'completed';
}

/**
 * Checks a command of the agent. `tasksPerIteration`: how many tasks it may take, 0 for any number. Throws
 * `TASK.ANOTHER_IN_PROGRESS` and `ITERATION.TASK_DONE`. A task may be added as completed, because that starts nothing.
 */
export function requireShare(
  command: TaskCommand,
  { taken }: Pick<Iteration, 'taken'>,
  tasks: TaskList,
  tasksPerIteration: number,
): void {
  if (tasksPerIteration === 0) return;
  const wanted = startedBy(command, tasks);
  if (wanted === undefined) return;
  const { name, count } = wanted;
  const others = taken.filter((id) => id !== name);
  const current = others.find((id) => findTask(tasks, id)?.status === 'in_progress');
  if (current !== undefined || count > 1) {
    throw new DomainError(
      'TASK.ANOTHER_IN_PROGRESS',
      `${name} cannot be started: ${current === undefined ? 'only one task can be' : `${current} is`} in progress`,
      { remedy: `finish ${current ?? 'one'} first, or set it to remaining or blocked` },
    );
  }
  if (others.length < tasksPerIteration) return;
  throw new DomainError(
    'ITERATION.TASK_DONE',
    `${name} is for the next iteration: this one has done ${listed(others)}`,
    { remedy: 'record what you did with iteration-summary and stop' },
  );
}

/** Returns the task that the command starts or completes, and how many there are; undefined for none. */
function startedBy(
  command: TaskCommand,
  tasks: TaskList,
): { readonly name: TaskId | 'a new task'; readonly count: number } | undefined {
  if (command.type === 'ChangeTaskStatus') {
    const task = findTask(tasks, command.id);
    if (!task || task.status === command.status || !isTaking(command.status)) return undefined;
    return { name: task.id, count: 1 };
  }
  if (command.type !== 'AddTasks') return undefined;
  const count = command.tasks.filter(({ status }) => status === 'in_progress').length;
  return count === 0 ? undefined : { name: 'a new task', count };
}
