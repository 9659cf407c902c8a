// The rules for iterations: only one runs at a time, they are numbered across runs, and each one ends.
import { DomainError } from '../errors.ts';
import type { FailureCause } from '../run/failure-cause.ts';
import type { AgentUse } from '../run/run.ts';
import type { TaskEvent } from '../task/task.events.ts';
import type { TaskList } from '../task/task.state.ts';
import type { TaskId } from '../task/task.ts';
import { requireSize, shortened } from '../text-size.ts';
import type { WorkerName } from '../worker/worker.ts';
import { changedFiles } from './changed-files.ts';
import type { IterationEvent } from './iteration.events.ts';
import { type IterationLog, runningIteration } from './iteration.state.ts';
import type { FailedCommand, IterationOutcome, UsageShare } from './iteration.ts';
import { totalUsage } from './iteration-usage.ts';

export type IterationCommand =
  | ({ readonly type: 'StartIteration'; readonly planning?: true } & AgentUse)
  | { readonly type: 'RecordSummary'; readonly summary: string }
  | {
      readonly type: 'EndIteration';
      readonly outcome: IterationOutcome;
      readonly reason: string;
      readonly cause?: FailureCause;
      readonly filesChanged: readonly string[];
      /** As in `IterationEnded`. */
      readonly progress?: boolean;
      readonly failedCommands?: readonly FailedCommand[];
      /** What each agent and role used; the total is their sum. */
      readonly shares: readonly UsageShare[];
    }
  | { readonly type: 'RecordCommit'; readonly commit: string; readonly files: readonly string[] };

/** For whom iterations are decided. */
export interface IterationOwner {
  /** undefined in place. */
  readonly worker: WorkerName | undefined;
  /** Whether another worker works on the task. */
  readonly isOthers: (id: TaskId) => boolean;
}

/** Returns the events of a command. `log`: as the owner sees it. Throws `SUMMARY.EMPTY`, `SUMMARY.TOO_LARGE` and `ITERATION.NONE`. */
export function decideIterations(
  command: IterationCommand,
  log: IterationLog,
  tasks: TaskList,
  owner: IterationOwner,
): (IterationEvent | TaskEvent)[] {
  switch (command.type) {
    case 'StartIteration':
      return start(command, log, tasks, owner);
    case 'RecordSummary': {
      const summary = command.summary.trim();
      if (summary === '') {
        throw new DomainError('SUMMARY.EMPTY', 'the summary is empty', {
          remedy: 'describe in a few lines what was done',
        });
      }
      requireSize('summary', summary);
      return [{ type: 'IterationSummaryRecorded', data: { number: requireLast(log), summary } }];
    }
    case 'EndIteration': {
      const { outcome, shares, cause, progress, failedCommands = [] } = command;
      const running = runningIteration(log);
      if (!running) throw new DomainError('ITERATION.NONE', 'no iteration is running');
      const { files: filesChanged, leftOut } = changedFiles(command.filesChanged);
      const reason = shortened(command.reason);
      const usage = totalUsage(shares);
      const data = {
        ...{ number: running.number, outcome, reason, filesChanged, usage, shares },
        ...(progress !== undefined && { progress }),
        ...(failedCommands.length > 0 && { failedCommands }),
        ...(cause && { cause }),
        ...withLeftOut(leftOut),
      };
      return [{ type: 'IterationEnded', data }];
    }
    case 'RecordCommit': {
      const { files, leftOut } = changedFiles(command.files);
      const data = { number: requireLast(log), commit: command.commit, files };
      return [{ type: 'IterationCommitted', data: { ...data, ...withLeftOut(leftOut) } }];
    }
    default:
      return command satisfies never;
  }
}

/** Starts an iteration. After a crash, first ends the iteration that never ended, and releases its tasks in progress. */
function start(
  { agent, model, planning }: AgentUse & { readonly planning?: true },
  log: IterationLog,
  { tasks }: TaskList,
  { worker, isOthers }: IterationOwner,
): (IterationEvent | TaskEvent)[] {
  const crashed = runningIteration(log);
  const events: (IterationEvent | TaskEvent)[] = [];
  if (crashed) {
    events.push(cutShort(crashed.number, 'the build ended before the iteration did'));
  }
  events.push({
    type: 'IterationStarted',
    data: {
      number: log.last + 1,
      model,
      agent,
      ...(planning && { planning }),
      ...(worker && { worker }),
    },
  });
  for (const task of tasks.values()) {
    if (task.status !== 'in_progress' || isOthers(task.id)) continue;
    const reason =
      log.last === 0 ? 'in progress before the first iteration' : `left in progress by iteration ${log.last}`;
    events.push({ type: 'TaskReleased', data: { id: task.id, reason } });
  }
  return events;
}

/** Returns the end of an iteration that its process did not record. */
export function cutShort(number: number, reason: string): IterationEvent {
  const data = { number, outcome: 'interrupted', reason, filesChanged: [], usage: null } as const;
  return { type: 'IterationEnded', data };
}

function withLeftOut(leftOut: number): { filesLeftOut?: number } {
  return leftOut === 0 ? {} : { filesLeftOut: leftOut };
}

/** Returns the number of the running iteration or, between iterations, of the last one. Throws `ITERATION.NONE`. */
function requireLast(log: IterationLog): number {
  const latest = log.recent.at(-1);
  if (!latest) {
    throw new DomainError('ITERATION.NONE', 'no iteration has started yet', {
      remedy: 'start one with `iteratr build`',
    });
  }
  return latest.number;
}
