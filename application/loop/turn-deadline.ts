// The deadline of an iteration's turns. Time in which nobody could work does not count for it.
import type { TurnOptions } from './agent-turn.ts';
import type { Patience } from './patience.ts';

export class TurnDeadline {
  /** How long this process did not run, in milliseconds. */
  #gapMs = 0;

  constructor(
    private readonly options: TurnOptions,
    private readonly patience: Patience,
  ) {}

  /** The options of the next turn: the deadline is later by the waits for the provider, and by the time in which this process did not run. */
  get turn(): TurnOptions {
    const { deadline } = this.options;
    return {
      ...this.options,
      deadline: deadline === undefined ? undefined : deadline + this.patience.totalMs + this.#gapMs,
      onGap: (ms) => {
        this.#gapMs += ms;
      },
    };
  }
}
