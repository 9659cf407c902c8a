// Notices that an agent is silent for too long.
import { AdapterError } from '../errors.ts';
import type { Clock } from '../ports/clock.port.ts';

export class IdleTimer {
  #stop: () => void = () => {};

  /** Starts the timer. Calls `onIdle` once, with the error `AGENT.TIMEOUT`, after `limitMs` without a sign; 0 turns it off. */
  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly limitMs: number,
    private readonly onIdle: (error: AdapterError) => void,
  ) {
    this.signOfLife();
  }

  /** Restarts the timer. */
  signOfLife(): void {
    this.#stop();
    if (this.limitMs === 0) return;
    const message = `the agent sent nothing for ${this.limitMs / 1000} s (idle_timeout)`;
    this.#stop = this.clock.after(this.limitMs, () =>
      this.onIdle(new AdapterError('AGENT.TIMEOUT', message, { retryable: true })),
    );
  }

  stop(): void {
    this.#stop();
  }
}
