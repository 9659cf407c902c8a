// Runs the on_task_complete hooks: once for every completion, by whatever route and process, in order.

import { findTask } from '../../domain/task/task-list.ts';
import type { HookRunner } from '../ports/hook-runner.port.ts';
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { Session } from '../session/session.ts';
import type { HeldOutput } from './held-output.ts';

export class TaskCompletionHooks {
  #queue: Promise<void> = Promise.resolve();
  readonly #unsubscribe: () => void;

  /** Listens from now on; the output goes to `held`. */
  constructor(
    session: Session,
    ports: { readonly hooks: HookRunner; readonly observer: RunObserver },
    held: HeldOutput,
    signal: AbortSignal,
  ) {
    this.#unsubscribe = session.onCommit(({ events }, state) => {
      for (const { event, meta } of events) {
        if (event.type !== 'TaskStatusChanged' || event.data.to !== 'completed') continue;
        const task = findTask(state.tasks, event.data.id);
        const context = {
          session: session.name,
          taskId: event.data.id,
          taskContent: task?.content ?? '',
          ...(meta.iteration !== null && { iteration: meta.iteration }),
        };
        this.#queue = this.#queue.then(async () => {
          const observe = (hook: Parameters<Parameters<HookRunner['run']>[2]>[0]): void =>
            ports.observer.notify({ type: 'hook', event: hook });
          held.add('on_task_complete', await ports.hooks.run('on_task_complete', context, observe, signal));
        });
      }
    });
  }

  /** Resolves when the hooks of all completions so far have run. */
  settled(): Promise<void> {
    return this.#queue;
  }

  stop(): void {
    this.#unsubscribe();
  }
}
