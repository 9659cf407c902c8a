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
    this.#stop = afterAwake(this.limitMs, () => this.onIdle(hung(this.limitMs)), {
      clock: this.clock,
      onGap: () => this.signOfLife(),
    });
  }

  /** Stops the timer until the next sign. */
  stop(): void {
    this.#stop();
  }
}

function hung(limitMs: number): AdapterError {
  return new AdapterError(
    'AGENT.TIMEOUT',
    `the agent hung: it sent nothing for ${limitMs / 1000} s (idle_timeout)`,
    {
      remedy:
        'raise idle_timeout if it was only slow; it may also have retried silently after a limit of its provider',
      retryable: true,
      failure: { cause: 'hung' },
    },
  );
}
