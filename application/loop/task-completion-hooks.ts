// Runs the on_task_complete hooks: once for every completion, by whatever route and process, in order.
import { findTask } from '../../domain/task/task.state.ts';
import type { Session } from '../session/session.ts';
import type { RunHooks } from './run-hooks.ts';

export class TaskCompletionHooks {
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #unsubscribe: () => void;

  /** Listens from now on; the output is held for the next iteration. */
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

  /** Resolves when the hooks of all completions so far have run. Throws when the store failed under them. */
  async settled(): Promise<void> {
    await this.#queue;
    if (this.#failure !== undefined) throw this.#failure;
  }

  stop(): void {
    this.#unsubscribe();
  }
}
