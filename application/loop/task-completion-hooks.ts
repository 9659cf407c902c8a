// Runs the on_task_complete hooks: once for every completion, by whatever route and process, in order.
import type { HookPoint } from '../../domain/run/hook-point.ts';
import { findTask } from '../../domain/task/task.state.ts';
import type { HookContext } from '../ports/hook-runner.port.ts';
import type { Session } from '../session/session.ts';
import type { HeldOutput } from './held-output.ts';

interface HookingRun {
  readonly session: Session;
  readonly held: HeldOutput;
  runHooks(point: HookPoint, details: Omit<HookContext, 'session'>): Promise<string>;
}

export class TaskCompletionHooks {
  #queue: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #unsubscribe: () => void;

  /** Listens from now on; the output is held for the next iteration. */
  constructor(run: HookingRun) {
    this.#unsubscribe = run.session.onCommit(({ events }, state) => {
      for (const { event, meta } of events) {
        if (event.type !== 'TaskStatusChanged' || event.data.to !== 'completed') continue;
        const details = {
          taskId: event.data.id,
          taskContent: findTask(state.tasks, event.data.id)?.content ?? '',
          ...(meta.iteration !== null && { iteration: meta.iteration }),
        };
        this.#queue = this.#queue
          .then(async () => run.held.add('on_task_complete', await run.runHooks('on_task_complete', details)))
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
