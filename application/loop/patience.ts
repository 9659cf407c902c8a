// Repeats a turn of an iteration after a failure that passes by itself, or with another agent. No failure is counted.
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import { type Remedy, remedyFor } from '../../domain/run/fallback.ts';
import type { AdapterError } from '../errors.ts';
import type { AgentFailure } from '../ports/agent.port.ts';
import { isAgentFailure } from './agent-failure.ts';
import { agentChoices, switchAgent } from './agent-switch.ts';
import { ProviderWaits } from './provider-waits.ts';
import type { RunContext } from './run-context.ts';
import { shareWait, waitForProvider } from './waits.ts';

export class Patience {
  /** For the agent that works now. */
  #waits = new ProviderWaits();
  #waitedMs = 0;
  #totalMs = 0;

  constructor(private readonly run: RunContext) {}

  /** How long this iteration has waited, in milliseconds. */
  get totalMs(): number {
    return this.#totalMs;
  }

  /** Plays the turn until it succeeds, or fails for a reason that neither a wait nor another agent helps against. Throws that. */
  async repeat<Result>(turn: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        await shareWait(this.run);
        return await turn();
      } catch (error) {
        if (!isAgentFailure(error) || !error.failure || this.run.signal.aborted) throw error;
        if (!(await this.#overcome(error, error.failure))) throw error;
      }
    }
  }

  /** Waits or changes the agent. Returns whether the turn can be repeated. */
  async #overcome(error: AdapterError, failure: AgentFailure): Promise<boolean> {
    const { cause } = failure;
    if (FAILURE_CAUSE[cause].effect === 'retry') return false;
    const setback = { cause, waitMs: this.#waits.next(failure), waitedMs: this.#waitedMs };
    const remedy = remedyFor(setback, agentChoices(this.run));
    if (remedy.type === 'give-up') return false;
    const reason = reasonOf(error, failure);
    if (remedy.type === 'wait') await this.#wait(remedy, reason);
    if (this.run.signal.aborted) return false;
    const to = remedy.type === 'wait' ? remedy.agent : remedy.to;
    if (await switchAgent(this.run, to, { cause, reason, until: remedy.absentUntil })) {
      this.#waits = new ProviderWaits();
      this.#waitedMs = 0;
    }
    return true;
  }

  async #wait({ cause, until, agent }: Extract<Remedy, { type: 'wait' }>, reason: string): Promise<void> {
    const { clock } = this.run.ports;
    await this.run.agent.close();
    const since = clock.now().getTime();
    const end = new Date(until).toISOString();
    await waitForProvider(this.run, { cause, reason, until: end, agent: agent.agent });
    const waited = clock.now().getTime() - since;
    this.#waitedMs += waited;
    this.#totalMs += waited;
  }
}

function reasonOf({ problem }: AdapterError, { unknownZone }: AgentFailure): string {
  if (unknownZone === undefined) return problem;
  return `${problem} (the zone ${unknownZone} is unknown; the local zone was taken)`;
}
