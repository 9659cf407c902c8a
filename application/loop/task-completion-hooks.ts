// Runs the on_task_complete hooks once for every completed task, in order, whichever process completed it. With checks or a
// reviewer, they run when neither decides about the task any more.

import { latestNumber } from '../../domain/iteration/iteration.state.ts';
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { findTask } from '../../domain/task/task.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { LoopSession } from '../session/worker-session.ts';
import type { RunHooks } from './run-hooks.ts';

export class TaskCompletionHooks {
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #unsubscribe: () => void;

  /** Starts to listen for what the worker and its agent complete; without one, for what nobody else does. Holds the output of the hooks for the next iteration. */
  constructor(session: LoopSession, hooks: RunHooks, worker?: WorkerName) {
    let awaited = session.state.proof.unreviewed;
    this.#unsubscribe = session.onBatch(({ events: all }, state) => {
      const events = all.filter(({ meta }) => meta.worker === worker);
      if (events.length === 0) return;
      const settled =
        state.reviewRounds > 0
          ? [...events.flatMap((event) => byUser(event) ?? []), ...reviewed(awaited, state)]
          : events.flatMap((event) => settledBy(event, state.verifies) ?? []);
      awaited = state.proof.unreviewed;
      for (const id of settled) {
        // A review comes after its iteration.
        const iteration =
          events[0]?.meta.iteration ?? (state.reviewRounds > 0 ? latestNumber(state.iterations) : 0);
        const details = {
          taskId: id,
          taskContent: findTask(state.tasks, id)?.content ?? '',
          ...(iteration > 0 && { iteration }),
        };
        this.#queue = this.#queue
          .then(() => hooks.runAndHold('on_task_complete', details))
          .catch((error: unknown) => {
            this.#failure ??= error;
          });
      }
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

/** Returns the tasks that waited for the reviewer, do no longer, and are completed. */
function reviewed(awaited: readonly TaskId[], { proof, tasks }: SessionState): readonly TaskId[] {
  return awaited.filter(
    (id) => !proof.unreviewed.includes(id) && findTask(tasks, id)?.status === 'completed',
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
