// Shows what agents say of themselves when they start.
import type { RunObserver } from '../ports/run-observer.port.ts';
import type { AgentIntroduction } from './current-context.ts';
import type { RunRequest } from './run.ts';

export class Introductions {
  #introduced = false;
  /** The warnings that were shown: those of several workers have the same. */
  readonly #told = new Set<string>();

  constructor(private readonly observer: RunObserver) {}

  /** Shows an agent. The first one starts the run. */
  add(
    { session, spec, iterations: limit }: RunRequest,
    { use, info, mode, warnings }: AgentIntroduction,
  ): void {
    const { observer } = this;
    if (!this.#introduced) {
      const { model } = use;
      observer.notify({ type: 'run-started', session, spec: spec.named, model, agent: info, mode, limit });
    }
    this.#introduced = true;
    for (const message of warnings) {
      if (this.#told.has(message)) continue;
      this.#told.add(message);
      observer.notify({ type: 'notice', level: 'warning', message });
    }
  }
}
