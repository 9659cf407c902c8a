// Closes resources in reverse order of opening. No resource can block the others.
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

  /** Sets the logger for failed steps. */
  logTo(logger: Logger): void {
    this.#logger = logger;
  }

  /** Adds a step. It is abandoned if it takes longer than its time limit. */
  add(name: string, close: () => Promise<void>, timeLimitMs = 5_000): void {
    this.#steps.push({ name, timeLimitMs, close });
  }

  /** Runs all steps, the last added first. Never throws; failed steps are logged. */
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
