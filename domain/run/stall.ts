// Judges whether the work is stuck: iterations in a row without progress, or in which the same command failed the same way.
import type { IterationEvent } from '../iteration/iteration.events.ts';
import type { FailedCommand, Iteration } from '../iteration/iteration.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { findTask, type TaskList } from '../task/task.state.ts';
import { isOpen, type TaskId } from '../task/task.ts';

/** From this number of iterations without progress, the prompt says so and asks for another approach. */
const WARNED_FROM = 2;

interface RepeatedFailure extends FailedCommand {
  /** Number of iterations in a row. */
  readonly iterations: number;
}

interface BlockedTask {
  readonly id: TaskId;
  readonly reason: string;
}

/** What speaks for work that is stuck, since the run began or a task was blocked for it. */
export interface Stall {
  /** Number of finished iterations in a row without progress. */
  readonly idle: number;
  /** What failed at the end of each of the last iterations, while they worked on the same task. */
  readonly failures: readonly RepeatedFailure[];
  /** The open task that the last iteration worked on; null for none. */
  readonly task: TaskId | null;
  /** The tasks that are blocked because they were stuck. Only the user unblocks them. */
  readonly blocked: readonly BlockedTask[];
}

export const NO_STALL: Stall = { idle: 0, failures: [], task: null, blocked: [] };

/** Returns the stall at the start of a run. */
export function stallAtStart({ blocked }: Stall): Stall {
  return { ...NO_STALL, blocked };
}

/** Returns the stall after a task changed. */
export function stallAfterChange(before: Stall, event: TaskEvent): Stall {
  if (event.type === 'TaskBlocked') {
    const { id, reason } = event.data;
    return { ...NO_STALL, blocked: [...without(before.blocked, id), { id, reason }] };
  }
  if (event.type !== 'TaskStatusChanged' || before.blocked.length === 0) return before;
  return { ...before, blocked: without(before.blocked, event.data.id) };
}

function without(blocked: readonly BlockedTask[], id: TaskId): readonly BlockedTask[] {
  return blocked.filter((task) => task.id !== id);
}

type Ended = Extract<IterationEvent, { type: 'IterationEnded' }>['data'];

/** Returns the stall after an iteration has ended. `list`: the tasks at its end. */
export function stallAfterIteration(
  before: Stall,
  { outcome, progress = true, failedCommands = [] }: Ended,
  iteration: Iteration | undefined,
  list: TaskList,
): Stall {
  if (outcome === 'interrupted') return before;
  if (outcome === 'failed') return { ...before, idle: 0, failures: [] };
  const task = iteration ? workedOn(iteration, list) : null;
  const known = task === before.task ? before.failures : [];
  const failures = failedCommands.map(({ command, exitCode }) => {
    const same = known.find((one) => one.command === command && one.exitCode === exitCode);
    return { command, exitCode, iterations: (same?.iterations ?? 0) + 1 };
  });
  const idle = progress ? 0 : before.idle + 1;
  return { ...before, idle, failures: task === null ? [] : failures, task };
}

/** Work that is stuck. */
export interface StuckWork {
  /** The task to block; null if the iterations worked on none. */
  readonly task: TaskId | null;
  readonly reason: string;
}

/** Returns what is stuck after this number of iterations; undefined for nothing. `stallAfter` 0: nothing ever is. */
export function stuckWork({ idle, failures, task }: Stall, stallAfter: number): StuckWork | undefined {
  if (stallAfter === 0) return undefined;
  if (idle >= stallAfter) {
    return {
      task,
      reason: `${inARow(idle)} made no progress: nothing changed, no task advanced`,
    };
  }
  const repeated = failures.find(({ iterations }) => iterations >= stallAfter);
  return repeated && { task, reason: repeatedFailure(repeated) };
}

/** Returns what the agent should know before the work is stuck, one line each; [] if it advances. */
export function stallEvidence({ idle, failures }: Stall): readonly string[] {
  const repeated = failures.filter(({ iterations }) => iterations >= WARNED_FROM).map(repeatedFailure);
  if (idle < WARNED_FROM) return repeated;
  return [`${inARow(idle)} changed no file, made no commit and advanced no task`, ...repeated];
}

function repeatedFailure({ command, exitCode, iterations }: RepeatedFailure): string {
  return `${command} failed with exit code ${exitCode} in ${inARow(iterations)}`;
}

function inARow(iterations: number): string {
  return iterations === 1 ? '1 iteration' : `${iterations} iterations in a row`;
}

/** Returns the open task that an iteration took last, else the last one that changed in it. */
function workedOn({ taken, tasks }: Iteration, list: TaskList): TaskId | null {
  const isOpenTask = (id: TaskId): boolean => {
    const task = findTask(list, id);
    return task !== undefined && isOpen(task) && task.status !== 'blocked';
  };
  return taken.findLast(isOpenTask) ?? tasks.findLast(isOpenTask) ?? null;
}
