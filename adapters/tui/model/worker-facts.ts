// What the screen says of a worker: its task, what it does with it, and since when.

import { iterationOf } from '../../../domain/iteration/iteration.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { claimedBy, findWorker } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import { oneLine } from '../canvas/pieces.ts';
import type { Span } from '../canvas/style.ts';
import { lastLine } from '../transcript/last-line.ts';
import { activityOf } from './activity.ts';
import type { AppModel } from './app-model.ts';
import { showWorker } from './desks.ts';

export interface WorkerFacts {
  readonly name: WorkerName;
  readonly isShown: boolean;
  /**
   * `delayed`: it has work and waits, such as for its provider. `merging`: its iteration is over, and its work is not merged yet.
   * `waiting`: for a task. `gone`: it has left or was lost.
   */
  readonly state: 'working' | 'delayed' | 'paused' | 'merging' | 'waiting' | 'gone';
  readonly task: TaskId | null;
  /** What the task says, on one line; what it does without a task. */
  readonly title: string;
  /** When its iteration began, in milliseconds since the epoch; null between iterations. */
  readonly since: number | null;
  /** What it does now: what runs, why it waits, or the last line of its output; '' for nothing. */
  readonly last: string;
}

export function workerFacts(model: AppModel, name: WorkerName): WorkerFacts {
  const { whole } = model;
  const worker = findWorker(whole, name);
  const [task = null] = claimedBy(whole, name);
  const iteration = iterationOf(whole.iterations, name);
  const isShown = model.shown === name;
  const there = showWorker(model, name);
  const isDelayed = there.transcript.running.length === 0 && activityOf(there).kind === 'waiting';
  const stateOf = (): WorkerFacts['state'] => {
    if (!worker) return 'gone';
    if (iteration) return isDelayed ? 'delayed' : 'working';
    if (worker.pause === 'paused') return 'paused';
    return hasWork ? 'merging' : 'waiting';
  };
  const hasWork = task !== null || worker?.closing === true;
  return {
    ...{ name, isShown, task },
    state: stateOf(),
    title: task === null ? (worker?.closing ? 'without a task' : '') : titleOf(model, task),
    since: iteration ? Date.parse(iteration.startedAt) : null,
    last: worker ? `${worker.pause === 'requested' ? 'pausing · ' : ''}${lastWords(there)}` : '',
  };
}

/** Returns what the shown worker does; for one that only streams, the last line of that. */
function lastWords(model: AppModel): string {
  const { transcript, ui } = model;
  const call = transcript.running.at(-1);
  if (call) return call.title;
  const activity = activityOf(model);
  if (activity.kind === 'waiting' || (activity.kind === 'working' && ui.phase)) return activity.text;
  return lastLine(transcript) || (activity.kind === 'working' ? activity.text : '');
}

function titleOf({ whole }: AppModel, id: TaskId): string {
  return oneLine(findTask(whole.tasks, id)?.content ?? '');
}

/** What a worker does. */
export const WORKER_MARKS: Readonly<Record<WorkerFacts['state'], Span>> = {
  working: { text: '●', style: { fg: 'accent' } },
  delayed: { text: '◷', style: { fg: 'warning' } },
  paused: { text: '⏸', style: { fg: 'warning' } },
  merging: { text: '⇡', style: { fg: 'info' } },
  waiting: { text: '○', style: { fg: 'muted' } },
  gone: { text: '·', style: { fg: 'muted' } },
};
