// Collects the commands of an iteration whose last run failed: those of the agent, and the checks.
import type { FailedCommand } from '../../domain/iteration/iteration.ts';
import type { CheckRun } from '../../domain/proof/proof.ts';
import type { AgentEvent } from '../ports/agent.port.ts';
import { commandOf } from './evidence-collector.ts';

/** The last ones that are recorded, and the length of each in characters: an event must not grow without bound. */
const RECORDED = 20;
const COMMAND_LENGTH = 500;

export class FailedCommands {
  /** By command, its exit code; in the order of the last runs. */
  readonly #failed = new Map<string, number>();

  see(event: AgentEvent): void {
    if (event.type !== 'tool-call') return;
    const { kind, status, exitCode } = event.call;
    const hasEnded = status === 'completed' || status === 'failed';
    if (kind === 'execute' && hasEnded && exitCode !== null) this.#ran(commandOf(event.call), exitCode);
  }

  checked({ command, outcome, exitCode }: CheckRun): void {
    if (outcome === 'green') this.#ran(command, 0);
    else if (exitCode !== null) this.#ran(command, exitCode);
  }

  get all(): readonly FailedCommand[] {
    return [...this.#failed].slice(-RECORDED).map(([command, exitCode]) => ({ command, exitCode }));
  }

  #ran(text: string, exitCode: number): void {
    const command = text.slice(0, COMMAND_LENGTH);
    this.#failed.delete(command);
    if (exitCode !== 0) this.#failed.set(command, exitCode);
  }
}
