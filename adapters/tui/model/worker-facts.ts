// What the screen says of a worker: its task, what it does with it, and since when.

import { iterationOf } from '../../../domain/iteration/iteration.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { claimedBy, findWorker } from '../../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import { oneLine } from '../canvas/pieces.ts';
import type { Span } from '../canvas/style.ts';
import type { AppModel } from './app-model.ts';
import { deskOf, freshDesk } from './desks.ts';

export interface WorkerFacts {
  readonly name: WorkerName;
  readonly isShown: boolean;
  /** `merging`: its iteration is over, and its work is not merged yet. `gone`: it has left or was lost. */
  readonly state: 'working' | 'merging' | 'waiting' | 'gone';
  readonly task: TaskId | null;
  /** What the task says, on one line; what it does without a task. */
  readonly title: string;
  /** When its iteration began, in milliseconds since the epoch; null between iterations. */
  readonly since: number | null;
  /** What it does now, in words; '' if it is not known. */
  readonly last: string;
}

export function workerFacts(model: AppModel, name: WorkerName): WorkerFacts {
  const { whole } = model;
  const worker = findWorker(whole, name);
  const [task = null] = claimedBy(whole, name);
  const iteration = iterationOf(whole.iterations, name);
  const isShown = model.shown === name;
  const { transcript } = isShown ? deskOf(model) : (model.desks.get(name) ?? freshDesk());
  const hasWork = task !== null || worker?.closing === true;
  return {
    ...{ name, isShown, task },
    state: !worker ? 'gone' : iteration ? 'working' : hasWork ? 'merging' : 'waiting',
    title: task === null ? (worker?.closing ? 'without a task' : '') : titleOf(model, task),
    since: iteration ? Date.parse(iteration.startedAt) : null,
    last: transcript.running.at(-1)?.title ?? '',
  };
}

function titleOf({ whole }: AppModel, id: TaskId): string {
  return oneLine(findTask(whole.tasks, id)?.content ?? '');
}

/** What a worker does. */
export const WORKER_MARKS: Readonly<Record<WorkerFacts['state'], Span>> = {
  working: { text: '●', style: { fg: 'accent' } },
  merging: { text: '⇡', style: { fg: 'info' } },
  waiting: { text: '◷', style: { fg: 'muted' } },
  gone: { text: '○', style: { fg: 'muted' } },
};
