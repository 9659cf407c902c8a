// One of the processes with workers of a chaos run, over its restarts.
import type { Running } from '../../support/program.ts';

/** A place for a process with workers, which is started again after a kill. */
export class Slot {
  #running: Running | undefined;
  /** Whether a disaster is under way here. */
  isTaken = false;

  constructor(
    readonly name: string,
    private readonly launch: () => Running,
    private readonly onStart: (slot: Slot, running: Running) => void,
  ) {}

  get running(): Running {
    if (!this.#running) throw new Error(`${this.name} was not started`);
    return this.#running;
  }

  start(): void {
    this.#running = this.launch();
    this.onStart(this, this.#running);
  }
}
