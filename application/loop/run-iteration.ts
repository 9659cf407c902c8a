// One iteration: a fresh agent context, the prompt, the user's messages, what came of it, the hooks around it, the commit.

import type { IterationOutcome } from '../../domain/iteration/iteration.ts';
import { findIteration } from '../../domain/iteration/iteration-log.ts';
import { AdapterError } from '../errors.ts';
import type { AgentContext, AgentStopReason } from '../ports/agent.port.ts';
import type { WorkTreeState } from '../ports/work-tree.port.ts';
import { promptVariables } from '../prompt/prompt-variables.ts';
import { commitMessage } from './commit-message.ts';
import { hookBlock } from './held-output.ts';
import type { Run } from './run.ts';
import type { IterationReport } from './run-result.ts';
import { isProgress } from './stop-decision.ts';
import { UsageTotal } from './usage-total.ts';

export interface IterationEnd {
  readonly report: IterationReport;
  /** Whether a file changed or a task was brought forward. */
  readonly progress: boolean;
  /** Whether another iteration can help after this one failed. */
  readonly retryable: boolean;
  readonly error?: unknown;
}

interface TurnEnd {
  readonly outcome: IterationOutcome;
  readonly reason: string;
  readonly error?: unknown;
}

export class RunIteration {
  /** The newest context, for a last message. */
  #context: AgentContext | undefined;
  /** Since when changes wait for a commit: an iteration that failed leaves its changes to the next one's. */
  #uncommittedSince: WorkTreeState | undefined;

  constructor(private readonly run: Run) {}

  /** Opens a context of its own when none is given. Throws only when the store fails. */
  async execute(context: AgentContext | undefined): Promise<IterationEnd> {
    const { session, request, ports, signal, held, completionHooks } = this.run;
    const startedAt = ports.clock.now().getTime();
    const since = await ports.workTree.capture();
    this.#uncommittedSince ??= since;
    let progress = false;
    const unsubscribe = session.onCommit(({ events }) => {
      if (events.some(({ event }) => isProgress(event))) progress = true;
    });
    try {
      const { state } = await session.execute({ type: 'StartIteration', model: request.model }, 'loop');
      const number = state.iterations.last;
      const usage = new UsageTotal();
      const turn = await this.#work(number, context, usage);

      const filesChanged = await ports.workTree.changedSince(since);
      const { outcome, reason } = turn;
      const ended = { outcome, reason, filesChanged, usage: usage.total() };
      await session.execute({ type: 'EndIteration', ...ended }, 'loop');
      await completionHooks.settled();
      let commit: string | null = null;
      if (outcome !== 'interrupted' && !signal.aborted) {
        held.add('post_iteration', await this.run.runHooks('post_iteration', { iteration: number }));
        if (outcome === 'finished') commit = await this.#commit(number);
      }
      const { summary, tasks } = iterationOf(session.state, number);
      const durationMs = ports.clock.now().getTime() - startedAt;
      return {
        report: { number, ...ended, durationMs, tasks, commit, summary },
        progress: progress || filesChanged.length > 0,
        retryable: !(turn.error instanceof AdapterError) || turn.error.retryable,
        error: turn.error,
      };
    } finally {
      unsubscribe();
    }
  }

  /** Hands the agent the output that nothing else will, in the context it worked in last. */
  async sendLastMessage(): Promise<void> {
    const blocks = this.run.held.take();
    if (blocks.length === 0 || !this.#context || this.run.signal.aborted) return;
    const { session, ports } = this.run;
    try {
      await this.#prompt(this.#context, blocks, session.state.iterations.last, new UsageTotal());
    } catch (error) {
      const message = `the last hook output did not reach the agent: ${error instanceof Error ? error.message : error}`;
      ports.observer.notify({ type: 'notice', level: 'warning', message });
    }
  }

  async #work(number: number, given: AgentContext | undefined, usage: UsageTotal): Promise<TurnEnd> {
    const { signal } = this.run;
    try {
      const before = await this.run.runHooks('pre_iteration', { iteration: number });
      const context = given ?? (await this.run.openContext());
      this.#context = context;
      const blocks = [
        ...this.run.held.take(),
        ...(before === '' ? [] : [hookBlock('pre_iteration', before)]),
      ];
      let stopReason = await this.#prompt(context, [...blocks, await this.#renderPrompt()], number, usage);
      if (stopReason === 'end_turn') stopReason = await this.#deliverMessages(context, number, usage);
      if (signal.aborted) return { outcome: 'interrupted', reason: 'interrupted' };
      const failed = stopReason === 'refusal' || stopReason === 'cancelled';
      return { outcome: failed ? 'failed' : 'finished', reason: stopReason };
    } catch (error) {
      if (signal.aborted) return { outcome: 'interrupted', reason: 'interrupted' };
      if (!isAgentFailure(error)) throw error;
      await this.#recover(number, error, usage);
      return { outcome: 'failed', reason: error.message, error };
    }
  }

  /** The user's messages, as long as there are any, each batch as one prompt; delivered when it is answered. */
  async #deliverMessages(context: AgentContext, number: number, usage: UsageTotal): Promise<AgentStopReason> {
    const { session, signal } = this.run;
    for (;;) {
      const { pendingMessages } = await session.refresh();
      if (pendingMessages.length === 0 || signal.aborted) return 'end_turn';
      const texts = pendingMessages.map(({ text }) => text);
      const stopReason = await this.#prompt(context, texts, number, usage);
      if (stopReason === 'cancelled') return stopReason;
      await session.execute({ type: 'ConfirmDelivery', ids: pendingMessages.map(({ id }) => id) }, 'loop');
      if (stopReason !== 'end_turn') return stopReason;
    }
  }

  /** Runs the on_error hooks and, when they have something to say, lets the agent read it at once. */
  async #recover(number: number, error: AdapterError, usage: UsageTotal): Promise<void> {
    const { ports, signal } = this.run;
    const output = await this.run.runHooks('on_error', { iteration: number, error: error.message });
    if (output === '' || signal.aborted || !error.retryable) return;
    const blocks = [`The last turn failed: ${error.message}`, hookBlock('on_error', output)];
    try {
      this.#context = await this.run.openContext();
      await this.#prompt(this.#context, blocks, number, usage);
    } catch (cause) {
      if (!isAgentFailure(cause)) throw cause;
      ports.logger.warn('the recovery prompt failed', { error: cause });
      ports.observer.notify({
        type: 'notice',
        level: 'warning',
        message: `recovery failed: ${cause.message}`,
      });
    }
  }

  async #prompt(
    context: AgentContext,
    blocks: readonly string[],
    iteration: number,
    usage: UsageTotal,
  ): Promise<AgentStopReason> {
    let stopReason: AgentStopReason = 'cancelled';
    for await (const event of context.prompt(blocks, this.run.signal)) {
      usage.add(event);
      if (event.type === 'turn-ended') stopReason = event.stopReason;
      this.run.ports.observer.notify({ type: 'agent', iteration, event });
    }
    return stopReason;
  }

  #renderPrompt(): Promise<string> {
    const { ports, request, session } = this.run;
    return ports.template.render(promptVariables(session.state, request.prompt, ports.clock.now()));
  }

  /** A commit that cannot be made is a warning: the iteration and its files are not lost. */
  async #commit(number: number): Promise<string | null> {
    const { request, ports, session } = this.run;
    if (!request.autoCommit || !this.#uncommittedSince) return null;
    const state = await session.refresh();
    const message = commitMessage(session.name, iterationOf(state, number), state);
    const result = await ports.workTree.commitSince(this.#uncommittedSince, message);
    if (result.type === 'skipped') {
      const text = `iteration ${number} was not committed: ${result.reason}`;
      ports.observer.notify({ type: 'notice', level: 'warning', message: text });
      return null;
    }
    this.#uncommittedSince = undefined;
    if (result.commit === null) return null;
    const files = result.type === 'committed' ? result.files : [];
    await session.execute({ type: 'RecordCommit', commit: result.commit, files }, 'loop');
    return result.commit;
  }
}

function iterationOf(state: Run['session']['state'], number: number) {
  const iteration = findIteration(state.iterations, number);
  if (!iteration) throw new Error(`iteration ${number} was started and is not in the state`);
  return iteration;
}

function isAgentFailure(error: unknown): error is AdapterError {
  return error instanceof AdapterError && error.code.startsWith('AGENT.');
}
