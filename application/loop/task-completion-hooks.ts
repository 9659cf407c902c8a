// Runs the on_task_complete hooks once for every completed task, in order, whichever process completed it. With checks or a
// reviewer, they run when neither decides about the task any more; for a task of a worker, when it is merged.

import { latestNumber } from '../../domain/iteration/iteration.state.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { findTask } from '../../domain/task/task.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import { claimedBy, claimOf } from '../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { LoopSession } from '../session/worker-session.ts';
import type { RunHooks } from './run-hooks.ts';

export class TaskCompletionHooks {
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #unsubscribe: () => void;

  /** Starts to listen for what the worker and its agent complete; without one, for what nobody else does. Holds the output of the hooks for the next iteration. */
  constructor(
    session: LoopSession,
    private readonly hooks: RunHooks,
    worker?: WorkerName,
  ) {
    let before = session.state;
    this.#unsubscribe = session.onBatch(({ events: all }, state) => {
      const events = all.filter(({ meta }) => meta.worker === worker);
      if (events.length === 0) return;
      const settled =
        worker === undefined ? settledInPlace(events, before, state) : landed(worker, before, state);
      before = state;
      // A review and a merge come after their iteration.
      const isLater = worker !== undefined || state.reviewRounds > 0;
      for (const id of settled) {
        const iteration = events[0]?.meta.iteration ?? (isLater ? latestNumber(state.iterations) : 0);
        this.#add(id, iteration, state);
      }
    });
  }

  /** Runs the hooks for tasks whose merge this process has found and recorded, because their worker had not. */
  found(ids: readonly TaskId[], state: SessionState): void {
    const { recent } = state.iterations;
    for (const id of ids)
      this.#add(id, recent.findLast(({ tasks }) => tasks.includes(id))?.number ?? 0, state);
  }

  #add(id: TaskId, iteration: number, state: SessionState): void {
    const details = {
      taskId: id,
      taskContent: findTask(state.tasks, id)?.content ?? '',
      ...(iteration > 0 && { iteration }),
    };
    this.#queue = this.#queue
      .then(() => this.hooks.runAndHold('on_task_complete', details))
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }

  /** Resolves when the hooks for all completions so far have run. Throws if the store failed meanwhile. */
  async settled(): Promise<void> {
    await this.#queue;
    if (this.#failure !== undefined) throw this.#failure;
  }

  stop(): void {
    this.#unsubscribe();
  }
}

/** Returns the tasks that the worker had claimed, has no longer, and that are completed: they are merged, or the user has completed them. */
function landed(
  worker: WorkerName,
  before: SessionState,
  { claims, tasks }: SessionState,
): readonly TaskId[] {
  return claimedBy(before, worker).filter(
    (id) => claims.every(({ task }) => task !== id) && findTask(tasks, id)?.status === 'completed',
  );
}

/** Returns the tasks that are finally completed in place, or by the user. Those of workers come when they are merged. */
function settledInPlace(
  events: readonly RecordedEvent[],
  before: SessionState,
  state: SessionState,
): readonly TaskId[] {
  const settled =
    state.reviewRounds > 0
      ? [...events.flatMap((event) => byUser(event) ?? []), ...reviewed(before, state)]
      : events.flatMap((event) => settledBy(event, state.verifies) ?? []);
  return settled.filter((id) => claimOf(state, id) === undefined);
}

/** Returns the tasks that waited for the reviewer, do no longer, and are completed. Those that workers had claimed are theirs. */
function reviewed(before: SessionState, { proof, tasks }: SessionState): readonly TaskId[] {
  return before.proof.unreviewed.filter(
    (id) =>
      claimOf(before, id) === undefined &&
      !proof.unreviewed.includes(id) &&
      findTask(tasks, id)?.status === 'completed',
  );
}

/** Returns the task that the user completed, which is accepted without a check. */
function byUser({ event, meta }: RecordedEvent): TaskId | undefined {
  if (event.type !== 'TaskStatusChanged' || meta.actor !== 'user') return undefined;
  return event.data.to === 'completed' ? event.data.id : undefined;
}

/** Returns the task that is finally completed by an event; undefined for none. */
function settledBy({ event, meta }: RecordedEvent, verifies: boolean): TaskId | undefined {
  switch (event.type) {
    case 'TaskStatusChanged':
      return event.data.to === 'completed' && !verifies ? event.data.id : byUser({ event, meta });
    case 'TaskVerified':
    case 'TaskLeftUnverified':
      return event.data.id;
    default:
      return undefined;
  }
}
