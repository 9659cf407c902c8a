// Runs the turns of one ACP session: sends prompts, streams their events, and cancels and closes.
import { RequestError } from '@zed-industries/agent-client-protocol';
import { onAbort } from '../../application/async/abort.ts';
import { AsyncQueue } from '../../application/async/async-queue.ts';
import { afterAwake } from '../../application/async/awake-time.ts';
import { AdapterError } from '../../application/errors.ts';
import {
  type AgentContext,
  type AgentContextOptions,
  type AgentEvent,
  type AgentToolCall,
  ASKING,
  type TurnQuestion,
} from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { AgentConnection } from './agent-connection.ts';
import { closeSession } from './close-session.ts';
import { AnsweredError } from './failures/answered-error.ts';
import { mergeEvents } from './merge-events.ts';
import { placedEvent } from './place-diffs.ts';
import type { AgentDialect } from './profiles/dialect.ts';
import { emptyTurn, refusal } from './refusals.ts';
import { SessionUpdates, turnEnded } from './session-updates.ts';
import { type FindSilentRetry, watchRetries } from './silent-retry.ts';
import { subagentStream } from './subagent-stream.ts';

export interface AcpContextOptions {
  readonly sessionId: string;
  readonly cwd: string;
  readonly ask?: AgentContextOptions['ask'];
  /** Only for error texts: the model has already been set. */
  readonly model: string;
  readonly models: readonly string[];
  readonly mode: string | null;
  readonly warnings: readonly string[];
  readonly dialect: Required<AgentDialect>;
  /** How long the agent may take to end a cancelled turn. */
  readonly cancelTimeoutMs: number;
  /** Looks whether a silent agent retries; undefined if nobody can know. */
  readonly findRetry?: FindSilentRetry | undefined;
  readonly logger: Logger;
}

/** The state of the turn under way. */
interface Turn {
  readonly queue: AsyncQueue<AgentEvent>;
  /** Pending loads of what subagents did; the turn ends after them. */
  readonly telling: Promise<void>[];
  spoke: boolean;
  readonly answer: AnsweredError;
  cancelled: boolean;
  ended: boolean;
  isLively: boolean;
  /** Aborts when nobody waits for answers any more. */
  readonly asking: AbortController;
  /** Why the turn is given up; undefined if it is not. */
  retry?: AdapterError;
}

export class AcpContext implements AgentContext {
  readonly models: readonly string[];
  readonly mode: string | null;
  readonly warnings: readonly string[];
  readonly #connection: AgentConnection;
  readonly #options: AcpContextOptions;
  readonly #updates: SessionUpdates;
  #busy = false;
  #asked = 0;
  #closing: Promise<void> | undefined;

  constructor(connection: AgentConnection, options: AcpContextOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#updates = new SessionUpdates(options.cwd, options.dialect);
    this.models = options.models;
    this.mode = options.mode;
    this.warnings = options.warnings;
  }

  /**
   * Implements the port's `prompt`. A reader that stops before `turn-ended` cancels the turn and waits until it is over.
   * https://agentclientprotocol.com/protocol/prompt-turn
   */
  async *prompt(blocks: readonly string[], signal: AbortSignal): AsyncGenerator<AgentEvent, void, undefined> {
    if (this.#busy) {
      throw new AdapterError('AGENT.PROTOCOL', 'the last turn of the agent has not ended yet');
    }
    if (signal.aborted) {
      yield { type: 'turn-ended', stopReason: 'cancelled', usage: null };
      return;
    }
    this.#busy = true;
    const turn: Turn = {
      queue: new AsyncQueue(mergeEvents),
      telling: [],
      spoke: false,
      answer: new AnsweredError(),
      cancelled: false,
      ended: false,
      isLively: true,
      asking: new AbortController(),
    };
    const unlisten = this.#listen(turn);
    const over = this.#run(turn, blocks);
    const cancel = (): void => this.#cancel(turn, over);
    const unhook = onAbort(signal, cancel);
    const unwatch = watchRetries(this.#options.findRetry, turn, (retry) => {
      turn.retry = retry;
      cancel();
    });
    try {
      yield* turn.queue.take();
    } finally {
      cancel();
      await over;
      unwatch();
      unhook();
      unlisten();
      this.#busy = false;
    }
  }

  close(): Promise<void> {
    this.#closing ??= closeSession(this.#connection, this.#options.sessionId, this.#options.logger);
    return this.#closing;
  }

  #listen(turn: Turn): () => void {
    const { queue } = turn;
    return this.#connection.listen(this.#options.sessionId, {
      cwd: this.#options.cwd,
      get cancelled() {
        return turn.cancelled;
      },
      titleOf: (toolCall) => {
        for (const event of this.#updates.requested(toolCall)) queue.push(event);
        return this.#updates.titleOf(toolCall.toolCallId);
      },
      ask: (question) => this.#ask(question, turn),
      reportPermission: (title, allowed) => queue.push({ type: 'permission', title, allowed }),
      update: (update) => {
        turn.isLively = true;
        for (const event of this.#updates.translate(update)) {
          turn.answer.add(event);
          turn.spoke ||= event.type === 'text' || event.type === 'thought' || event.type === 'tool-call';
          queue.push(this.#withSubagent(placedEvent(event, this.#options.cwd), turn));
        }
      },
    });
  }

  /** Asks the user, shown as a tool call that runs until the answer is there. */
  async #ask(asked: TurnQuestion, turn: Turn): Promise<string | undefined> {
    const { ask } = this.#options;
    if (!ask) return undefined;
    const call: AgentToolCall = {
      ...{ id: `ask-${++this.#asked}`, title: asked.question, kind: ASKING, status: 'in_progress' },
      ...{ input: undefined, output: '', exitCode: null, locations: [], diffs: [], subagent: null },
    };
    turn.queue.push({ type: 'tool-call', call });
    let answer: string | undefined;
    try {
      answer = await ask(asked, turn.asking.signal);
      return answer;
    } finally {
      const status = answer === undefined ? 'failed' : 'completed';
      const output = answer ?? 'nobody answered';
      if (!turn.ended) turn.queue.push({ type: 'tool-call', call: { ...call, status, output } });
    }
  }

  /** Keeps a subagent's call in progress until what the subagent did is loaded, and puts that before its report. */
  #withSubagent(event: AgentEvent, turn: Turn): AgentEvent {
    if (event.type !== 'tool-call' || event.call.subagent === null || !this.#connection.canLoad) return event;
    const { call } = event;
    const { subagent } = call;
    if (subagent === null || (call.status !== 'completed' && call.status !== 'failed')) return event;
    const told = subagentStream(this.#connection, subagent, this.#options).then(
      (stream) => (stream === '' ? call.output : `${stream}\n\n${call.output}`),
      (error: unknown) => {
        this.#options.logger.debug('Could not load what a subagent did', { subagent, error });
        return call.output;
      },
    );
    turn.telling.push(told.then((output) => turn.queue.push({ ...event, call: { ...call, output } })));
    return { ...event, call: { ...call, status: 'in_progress' } };
  }

  /** Resolves when the turn has ended, whether it succeeded or failed; the queue has the outcome. Never rejects. */
  async #run(turn: Turn, blocks: readonly string[]): Promise<void> {
    const { sessionId, model } = this.#options;
    this.#updates.takeUsage();
    try {
      const prompt = blocks.map((text) => ({ type: 'text', text }));
      const answer = await this.#connection.request('session/prompt', { sessionId, prompt });
      const end = turnEnded(answer, this.#updates.takeUsage());
      if (turn.retry) return turn.queue.close(turn.retry);
      const silent = end.stopReason === 'end_turn' && !turn.spoke && !turn.cancelled;
      if (silent) return turn.queue.close(emptyTurn(model, this.#connection.hints));
      await Promise.all(turn.telling);
      const told = end.stopReason === 'end_turn' ? turn.answer.told : undefined;
      turn.queue.push(
        turn.cancelled ? { ...end, stopReason: 'cancelled' } : { ...end, ...(told && { told }) },
      );
      turn.queue.close();
    } catch (error) {
      if (!(error instanceof RequestError)) return turn.queue.close(error);
      if (turn.retry) return turn.queue.close(turn.retry);
      if (!turn.cancelled) return turn.queue.close(refusal(error, this.#connection.hints));
      // Some agents answer a cancelled prompt with the error that the cancellation caused inside them.
      turn.queue.push({ type: 'turn-ended', stopReason: 'cancelled', usage: null });
      turn.queue.close();
    } finally {
      turn.ended = true;
      turn.asking.abort();
    }
  }

  /**
   * Cancels the turn, and fails the connection if the agent does not end it in time. Does nothing after the turn's end.
   * https://agentclientprotocol.com/protocol/prompt-turn#cancellation
   */
  #cancel(turn: Turn, over: Promise<void>): void {
    if (turn.cancelled || turn.ended) return;
    turn.cancelled = true;
    turn.asking.abort();
    this.#connection.notify('session/cancel', { sessionId: this.#options.sessionId });
    const { cancelTimeoutMs } = this.#options;
    const stop = afterAwake(cancelTimeoutMs, () => {
      const text = `the agent was stopped: it did not end its turn within ${cancelTimeoutMs / 1000} s of the cancellation`;
      this.#connection.fail(new AdapterError('AGENT.EXITED', text, { retryable: true }));
    });
    void over.then(stop);
  }
}
