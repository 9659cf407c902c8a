// Runs the on_task_complete hooks once for every completed task, in order, whichever process completed it. With checks, they run
// when the checks no longer decide about the task.

import type { RecordedEvent } from '../../domain/session/session.events.ts';
import { findTask } from '../../domain/task/task.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import type { Session } from '../session/session.ts';
import type { RunHooks } from './run-hooks.ts';

export class TaskCompletionHooks {
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #unsubscribe: () => void;

  /** Starts to listen. Holds the output of the hooks for the next iteration. */
  constructor(session: Session, hooks: RunHooks) {
    this.#unsubscribe = session.onBatch(({ events }, state) => {
      for (const { event, meta } of events) {
        const id = settledBy({ event, meta }, state.verifies);
        if (id === undefined) continue;
        const details = {
          taskId: id,
          taskContent: findTask(state.tasks, id)?.content ?? '',
          ...(meta.iteration !== null && { iteration: meta.iteration }),
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

/** Returns the task that is finally completed by an event; undefined for none. */
function settledBy({ event, meta }: RecordedEvent, verifies: boolean): TaskId | undefined {
  switch (event.type) {
    case 'TaskStatusChanged':
      // What the user completes is accepted without a check.
      return event.data.to === 'completed' && (!verifies || meta.actor === 'user')
        ? event.data.id
        : undefined;
    case 'TaskVerified':
    case 'TaskLeftUnverified':
      return event.data.id;
    default:
      return undefined;
  }
}
