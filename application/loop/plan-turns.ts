// Plays the turns of the planning iteration: the prompt, the user's messages, and a question about what the plan lacks.
import { coverage } from '../../domain/plan/coverage.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { isOpen } from '../../domain/task/task.ts';
import type { PromptTemplate } from '../ports/prompt-template.port.ts';
import { promptVariables } from '../prompt/prompt-variables.ts';
import { isAgentFailure } from './agent-failure.ts';
import { runTurn, type TurnOptions, type TurnResult } from './agent-turn.ts';
import { deliverMessages } from './deliver-messages.ts';
import type { TurnsEnd } from './iteration-turns.ts';
import { Patience } from './patience.ts';
import type { RunContext } from './run-context.ts';
import { TurnDeadline } from './turn-deadline.ts';

const NO_TASKS = `You have added no tasks. Add the tasks of the spec now with task-batch-add, and nothing else: small steps that together
cover the whole spec. If the spec does not say enough for a single task, ask the user with ask-user.`;

const INTERRUPTED: TurnsEnd = { outcome: 'interrupted', reason: 'interrupted' };

export class PlanTurns {
  readonly #patience: Patience;
  readonly #deadline: TurnDeadline;

  constructor(
    private readonly run: RunContext,
    private readonly template: PromptTemplate,
    options: TurnOptions,
  ) {
    this.#patience = new Patience(run);
    this.#deadline = new TurnDeadline(options, this.#patience);
  }

  /** Plays all turns and returns the outcome. Throws only if the store fails, never for a failure of the agent. */
  async play(): Promise<TurnsEnd> {
    const { signal } = this.run;
    try {
      let result = await this.#afterwards(await this.#sendPrompt());
      if (result === 'end_turn')
        result = await this.#askFor(({ tasks }) => (hasTasks(tasks) ? '' : NO_TASKS));
      if (result === 'end_turn') result = await this.#askFor(uncoveredPrompt);
      if (signal.aborted) return INTERRUPTED;
      const isOver = result !== 'refusal' && result !== 'cancelled';
      return { outcome: isOver ? 'finished' : 'failed', reason: result };
    } catch (error) {
      if (signal.aborted) return INTERRUPTED;
      if (!isAgentFailure(error)) throw error;
      return { outcome: 'failed', reason: error.message, error };
    }
  }

  /** Sends the held output of hooks, which stays held for the work, and the prompt. */
  #sendPrompt(): Promise<TurnResult> {
    const { agent, hooks, ports, request, session, spec } = this.run;
    const held = hooks.held.take();
    hooks.held.giveBack(held);
    return this.#patience.repeat(async () => {
      await agent.open();
      const variables = promptVariables(
        session.state,
        { ...request.prompt, spec: spec.text },
        ports.clock.now(),
      );
      const prompt = await this.template.render(variables);
      return runTurn(this.run, [...held, prompt], { ...this.#deadline.turn, mustWork: true });
    });
  }

  async #afterwards(result: TurnResult): Promise<TurnResult> {
    if (result !== 'end_turn' && result !== 'message') return result;
    return deliverMessages(this.run, this.#patience, () => this.#deadline.turn);
  }

  /** Asks in the same context for what the plan lacks. Asks nothing for ''. */
  async #askFor(lackOf: (state: SessionState) => string): Promise<TurnResult> {
    const { agent, session, signal } = this.run;
    const lack = lackOf(await session.refresh());
    if (lack === '' || signal.aborted) return 'end_turn';
    const result = await this.#patience.repeat(async () => {
      await agent.open();
      return runTurn(this.run, [lack], this.#deadline.turn);
    });
    return this.#afterwards(result);
  }
}

export function hasTasks({ tasks }: SessionState['tasks']): boolean {
  return [...tasks.values()].some(isOpen);
}

function uncoveredPrompt(state: SessionState): string {
  if (!hasTasks(state.tasks)) return '';
  const uncovered = coverage(state).filter((one) => one.coverage === 'uncovered');
  if (uncovered.length === 0) return '';
  return [
    'No task covers these requirements of the spec:',
    '',
    ...uncovered.map(({ id, line, text }) => `- ${id} (line ${line}) ${text}`),
    '',
    'If a task of yours fulfils one, say so with task-update (--id TAS-1 --covers REQ-1,REQ-2). For the others add tasks with `covers`.',
    'Leave out what is no requirement. This is the last time you are asked.',
  ].join('\n');
}
