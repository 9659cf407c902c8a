// The rules for iterations: only one runs at a time, they are numbered across runs, and each one ends.
import { DomainError } from '../errors.ts';
import type { FailureCause } from '../run/failure-cause.ts';
import type { AgentUse } from '../run/run.ts';
import type { TaskEvent } from '../task/task.events.ts';
import type { TaskList } from '../task/task.state.ts';
import { requireSize, shortened } from '../text-size.ts';
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

/** Returns the events of a command. Throws `SUMMARY.EMPTY`, `SUMMARY.TOO_LARGE` and `ITERATION.NONE`. */
export function decideIterations(
  command: IterationCommand,
  log: IterationLog,
  tasks: TaskList,
): (IterationEvent | TaskEvent)[] {
  switch (command.type) {
    case 'StartIteration':
      return start(command, log, tasks);
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
): (IterationEvent | TaskEvent)[] {
  const crashed = runningIteration(log);
  const events: (IterationEvent | TaskEvent)[] = [];
  if (crashed) {
    const reason = 'the build ended before the iteration did';
    const data = {
      number: crashed.number,
      outcome: 'interrupted',
      reason,
      filesChanged: [],
      usage: null,
    } as const;
    events.push({ type: 'IterationEnded', data });
  }
  events.push({
    type: 'IterationStarted',
    data: { number: log.last + 1, model, agent, ...(planning && { planning }) },
  });
  for (const task of tasks.values()) {
    if (task.status !== 'in_progress') continue;
    const reason =
      log.last === 0 ? 'in progress before the first iteration' : `left in progress by iteration ${log.last}`;
    events.push({ type: 'TaskReleased', data: { id: task.id, reason } });
  }
  return events;
}

function withLeftOut(leftOut: number): { filesLeftOut?: number } {
  return leftOut === 0 ? {} : { filesLeftOut: leftOut };
}

/** Returns the number of the running iteration or, between iterations, of the last one. Throws `ITERATION.NONE`. */
function requireLast(log: IterationLog): number {
  if (log.last === 0) {
    throw new DomainError('ITERATION.NONE', 'no iteration has started yet', {
      remedy: 'start one with `iteratr build`',
    });
  }
  return log.last;
}
