// Ordered shutdown: what was opened last is closed first, and nothing can block the rest.
import { inTime } from '../application/async/time-limit.ts';
import { type Logger, NO_LOG } from '../application/ports/logger.port.ts';

interface Step {
  readonly name: string;
  readonly timeLimitMs: number;
  readonly close: () => Promise<void>;
}

export class Shutdown {
  readonly #steps: Step[] = [];
  #logger: Logger = NO_LOG;

  /** Failures are logged there. */
  logTo(logger: Logger): void {
    this.#logger = logger;
  }

  /** A step that takes longer than its limit is abandoned. */
  add(name: string, close: () => Promise<void>, timeLimitMs = 5_000): void {
    this.#steps.push({ name, timeLimitMs, close });
  }

  /** Runs all steps, the last added first. Never throws: a step that fails is logged. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        const { close, timeLimitMs } = step;
        await inTime(timeLimitMs, close(), () => new Error(`not closed within ${timeLimitMs} ms`));
      } catch (error) {
        this.#logger.error(`closing failed: ${step.name}`, { error });
      }
    }
  }
}
