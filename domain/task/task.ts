// A task: a piece of work for the agent, with status, priority and dependencies.
import { DomainError } from '../errors.ts';

declare const brand: unique symbol;
/** `TAS-1`, `TAS-2` … numbered in order of creation, never reused. */
export type TaskId = string & { readonly [brand]: 'TaskId' };

/** Every status: whether its tasks are open, and its place in lists, where tasks that need attention come first. */
const STATUSES = {
  remaining: { isOpen: true, place: 2 },
  in_progress: { isOpen: true, place: 1 },
  completed: { isOpen: false, place: 4 },
  blocked: { isOpen: true, place: 3 },
  cancelled: { isOpen: false, place: 5 },
} as const;
export type TaskStatus = keyof typeof STATUSES;
export const TASK_STATUSES = Object.keys(STATUSES) as readonly TaskStatus[];

/** The statuses in list order: those that need attention come first. */
export const STATUS_ORDER = [...TASK_STATUSES].sort((a, b) => STATUSES[a].place - STATUSES[b].place);

/** From the lowest to the highest. */
export const TASK_PRIORITIES = [0, 1, 2, 3, 4] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];
export const DEFAULT_PRIORITY: TaskPriority = 2;
/** The range of priorities in words, for help texts and errors. */
export const PRIORITY_RANGE = `from ${TASK_PRIORITIES[0]} (lowest) to ${TASK_PRIORITIES.at(-1)} (highest)`;

export interface Task {
  readonly id: TaskId;
  readonly content: string;
  readonly status: TaskStatus;
  readonly priority: TaskPriority;
  readonly dependsOn: readonly TaskId[];
  /** The files that it will touch, as far as its planner knew: paths or globs relative to the project's root. */
  readonly files: readonly string[];
}

export function taskId(number: number): TaskId {
  return `TAS-${number}` as TaskId;
}

export function taskNumber(id: TaskId): number {
  return Number(id.slice(4));
}

/** Parses `TAS-3`, `tas-3` or `3`. Throws `TASK.INVALID_ID`. Does not check whether the task exists. */
export function parseTaskId(text: string): TaskId {
  const match = /^(?:tas-)?([1-9]\d{0,8})$/i.exec(text.trim());
  if (!match) {
    throw new DomainError('TASK.INVALID_ID', `"${text}" is not a task id`, {
      remedy: 'use an id such as TAS-3 or 3',
    });
  }
  return taskId(Number(match[1]));
}

/** Parses a status. Throws `TASK.INVALID_STATUS`. */
export function parseTaskStatus(text: string): TaskStatus {
  const status = TASK_STATUSES.find((s) => s === text);
  if (!status) {
    throw new DomainError('TASK.INVALID_STATUS', `"${text}" is not a task status`, {
      remedy: `use one of ${TASK_STATUSES.join(', ')}`,
    });
  }
  return status;
}

/** Parses a priority, given as a number or text. Throws `TASK.INVALID_PRIORITY`. */
export function parseTaskPriority(value: unknown): TaskPriority {
  const priority = TASK_PRIORITIES.find((p) => p === value || String(p) === value);
  if (priority === undefined) {
    throw new DomainError('TASK.INVALID_PRIORITY', `"${value}" is not a priority`, {
      remedy: `use a whole number ${PRIORITY_RANGE}`,
    });
  }
  return priority;
}

/** Whether tasks with this status are open, that is, neither completed nor cancelled. */
export function isOpenStatus(status: TaskStatus): boolean {
  return STATUSES[status].isOpen;
}

export function isOpen(task: Task): boolean {
  return isOpenStatus(task.status);
}
