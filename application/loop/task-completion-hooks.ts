// Runs the on_task_complete hooks once for every completed task, in order, whichever process completed it.
import { findTask } from '../../domain/task/task.state.ts';
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
        if (event.type !== 'TaskStatusChanged' || event.data.to !== 'completed') continue;
        const details = {
          taskId: event.data.id,
          taskContent: findTask(state.tasks, event.data.id)?.content ?? '',
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
