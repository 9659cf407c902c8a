// Notices that an agent is silent for too long.
import { AdapterError } from '../errors.ts';
import type { Clock } from '../ports/clock.port.ts';
import { afterAwake } from './awake-time.ts';

export class IdleTimer {
  #stop: () => void = () => {};

  /**
   * Starts the timer. Calls `onIdle` once, with the error `AGENT.TIMEOUT`, after `limitMs` without a sign; 0 turns it off. A gap
   * in which this process did not run restarts it: the agent may have been stopped as well, and has to connect again.
   */
  constructor(
    private readonly clock: Pick<Clock, 'now' | 'after'>,
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
    const onLimit = () => this.onIdle(new AdapterError('AGENT.TIMEOUT', message, { retryable: true }));
    this.#stop = afterAwake(this.limitMs, onLimit, { clock: this.clock, onGap: () => this.signOfLife() });
  }

  stop(): void {
    this.#stop();
  }
}
