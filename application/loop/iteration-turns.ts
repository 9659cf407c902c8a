// Plays the turns of one iteration: the prompt, then the user's messages and, after a failure, the output of on_error hooks.
import type { IterationOutcome } from '../../domain/iteration/iteration.ts';
import { promptVariables } from '../prompt/prompt-variables.ts';
import { specNotice } from '../prompt/spec-notice.ts';
import { stallNotice } from '../prompt/stall-notice.ts';
import { isAgentFailure } from './agent-failure.ts';
import { runTurn, type TurnOptions, type TurnResult } from './agent-turn.ts';
import { deliverMessages } from './deliver-messages.ts';
import { hookBlock } from './held-output.ts';
import { Patience } from './patience.ts';
import { notice, type RunContext } from './run-context.ts';
import { TurnDeadline } from './turn-deadline.ts';

export interface TurnsEnd {
  readonly outcome: IterationOutcome;
  readonly reason: string;
  readonly error?: unknown;
}

const INTERRUPTED: TurnsEnd = { outcome: 'interrupted', reason: 'interrupted' };

export class IterationTurns {
  readonly #patience: Patience;
  readonly #deadline: TurnDeadline;

  constructor(
    private readonly run: RunContext,
    private readonly options: TurnOptions,
    /** What the agent must know about earlier commits, a block each. */
    private readonly complaints: readonly string[],
  ) {
    this.#patience = new Patience(run);
    this.#deadline = new TurnDeadline(options, this.#patience);
  }

  /** Plays all turns and returns the outcome. Throws only if the store fails, never for a failure of the agent. */
  async play(): Promise<TurnsEnd> {
    const { signal } = this.run;
    try {
      const before = await this.run.hooks.run('pre_iteration', { iteration: this.options.iteration });
      let result = await this.#sendPrompt(before);
      if (result === 'end_turn' || result === 'message') {
        result = await deliverMessages(this.run, this.#patience, () => this.#deadline.turn);
      }
      if (result === 'end_turn') result = await this.#verify();
      if (signal.aborted) return INTERRUPTED;
      if (result !== 'refusal' && result !== 'cancelled') return { outcome: 'finished', reason: result };
      await this.#recover(`the agent ended its turn by ${result}`, true);
      return signal.aborted ? INTERRUPTED : { outcome: 'failed', reason: result };
    } catch (error) {
      if (signal.aborted) return INTERRUPTED;
      if (!isAgentFailure(error)) throw error;
      await this.#recover(error.message, error.retryable);
      return { outcome: 'failed', reason: error.message, error };
    }
  }

  /** Sends the held hook output and the prompt. If the agent fails, puts the output back for the next iteration. */
  async #sendPrompt(before: string): Promise<TurnResult> {
    const { agent, ports, request, session, spec } = this.run;
    const { held } = this.run.hooks;
    const taken = held.take();
    const hooks = [
      ...this.complaints,
      ...specNotice(session.state.specEdits),
      ...stallNotice(session.state.stall),
      ...taken,
      ...(before === '' ? [] : [hookBlock('pre_iteration', before)]),
    ];
    try {
      return await this.#patience.repeat(async () => {
        await agent.open();
        const variables = promptVariables(
          session.state,
          { ...request.prompt, spec: spec.text },
          ports.clock.now(),
          this.run.worker,
        );
        const prompt = await ports.template.render(variables);
        return runTurn(this.run, [...hooks, prompt], { ...this.#deadline.turn, mustWork: true });
      });
    } catch (error) {
      held.giveBack(taken);
      throw error;
    }
  }

  /** Runs the checks, and lets the agent fix red work in the same context as often as it may. Returns how the last turn ended. */
  async #verify(): Promise<TurnResult> {
    const { agent, request, verify, signal } = this.run;
    for (let round = 0; ; round++) {
      const red = await verify.judge();
      if (!red || signal.aborted) return 'end_turn';
      if (round === request.verifyRounds) {
        await verify.giveUp(red);
        return 'end_turn';
      }
      const result = await this.#patience.repeat(async () => {
        await agent.open();
        return runTurn(this.run, [red.forAgent], this.#deadline.turn);
      });
      if (result !== 'end_turn' && result !== 'message') return result;
    }
  }

  /** Runs the on_error hooks and sends their output, if any, to the agent immediately. */
  async #recover(error: string, retryable: boolean): Promise<void> {
    const { iteration } = this.options;
    const output = await this.run.hooks.run('on_error', { iteration, error });
    if (output === '' || this.run.signal.aborted || !retryable || this.run.limits.isReached) return;
    const blocks = [`The last turn failed: ${error}`, hookBlock('on_error', output)];
    try {
      await this.run.agent.replace();
      await runTurn(this.run, blocks, { ...this.options, deadline: undefined });
    } catch (cause) {
      if (!isAgentFailure(cause)) throw cause;
      this.run.ports.logger.warn('the recovery prompt failed', { error: cause });
      notice(this.run, 'warning', `the failure could not be reported to the agent: ${cause.message}`);
    }
  }
}
