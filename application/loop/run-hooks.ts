// Runs the hooks of a run, shows and records them, and holds output for the agent's next prompt.
import type { HookPoint } from '../../domain/run/hook-point.ts';
import type { HookContext, HookEvent } from '../ports/hook-runner.port.ts';
import type { LoopSession } from '../session/worker-session.ts';
import { HeldOutput } from './held-output.ts';
import type { RunPorts } from './run.ts';

export class RunHooks {
  readonly held = new HeldOutput();
  #ran = 0;

  constructor(
    private readonly session: LoopSession,
    private readonly ports: Pick<RunPorts, 'hooks' | 'observer'>,
    /** Aborted when the user or a signal ends the run. */
    private readonly signal: AbortSignal,
  ) {}

  /** How many commands have ended. */
  get ran(): number {
    return this.#ran;
  }

  has(point: HookPoint): boolean {
    return this.ports.hooks.has(point);
  }

  /** Runs the hooks of a point. Returns their output for the agent. Throws only if the store fails. */
  async run(point: HookPoint, details: Omit<HookContext, 'session'> = {}): Promise<string> {
    const { hooks, observer } = this.ports;
    const ended: Extract<HookEvent, { type: 'hook-ended' }>[] = [];
    const observe = (event: HookEvent): void => {
      observer.notify({ type: 'hook', event });
      if (event.type === 'hook-ended') ended.push(event);
    };
    const output = await hooks.run(point, { session: this.session.name, ...details }, observe, this.signal);
    this.#ran += ended.length;
    for (const { type: _, ...hook } of ended)
      await this.session.execute({ type: 'RecordHook', hook }, 'loop');
    return output;
  }

  /** Runs the hooks of a point and holds their output for the next prompt. */
  async runAndHold(point: HookPoint, details: Omit<HookContext, 'session'> = {}): Promise<void> {
    this.held.add(point, await this.run(point, details));
  }
}
