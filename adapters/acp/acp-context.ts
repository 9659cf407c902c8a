// One ACP session of the agent: its turns, their cancellation and their end.
import { RequestError } from '@zed-industries/agent-client-protocol';
import { onAbort } from '../../application/async/abort.ts';
import { AsyncQueue } from '../../application/async/async-queue.ts';
import { AdapterError } from '../../application/errors.ts';
import type { AgentContext, AgentEvent } from '../../application/ports/agent.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { AgentConnection } from './agent-connection.ts';
import { closeSession } from './close-session.ts';
import { mergeEvents } from './merge-events.ts';
import type { AgentDialect } from './profiles/dialect.ts';
import { emptyTurn, refusal } from './refusals.ts';
import { SessionUpdates, turnEnded } from './session-updates.ts';
import { subagentStream } from './subagent-stream.ts';

export interface AcpContextOptions {
  readonly sessionId: string;
  readonly cwd: string;
  /** For error texts only; it has been set already. */
  readonly model: string;
  readonly models: readonly string[];
  readonly dialect: Required<AgentDialect>;
  /** How long the agent may take to end a turn it was told to cancel. */
  readonly cancelTimeoutMs: number;
  readonly logger: Logger;
}

/** What is known of the turn under way. */
interface Turn {
  readonly queue: AsyncQueue<AgentEvent>;
  /** What subagents did is being asked for. */
  readonly telling: Promise<void>[];
  spoke: boolean;
  cancelled: boolean;
  ended: boolean;
}

export class AcpContext implements AgentContext {
  readonly models: readonly string[];
  readonly #connection: AgentConnection;
  readonly #options: AcpContextOptions;
  readonly #updates: SessionUpdates;
  #busy = false;
  #closing: Promise<void> | undefined;

  constructor(connection: AgentConnection, options: AcpContextOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#updates = new SessionUpdates(options.cwd, options.dialect);
    this.models = options.models;
  }

  /**
   * As the port says. A reader that stops before `turn-ended` cancels the turn, and is held until the turn is over.
   * https://agentclientprotocol.com/protocol/prompt-turn
   */
  async *prompt(blocks: readonly string[], signal: AbortSignal): AsyncGenerator<AgentEvent, void, undefined> {
    if (this.#busy) {
      throw new AdapterError('AGENT.PROTOCOL', 'The agent is still at its last turn: await its end first.');
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
      cancelled: false,
      ended: false,
    };
    const unlisten = this.#listen(turn);
    const over = this.#run(turn, blocks);
    const cancel = (): void => this.#cancel(turn, over);
    const unhook = onAbort(signal, cancel);
    try {
      yield* turn.queue.take();
    } finally {
      cancel();
      await over;
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
      titleOf: (callId) => this.#updates.titleOf(callId),
      reportPermission: (title, allowed) => queue.push({ type: 'permission', title, allowed }),
      update: (update) => {
        for (const event of this.#updates.translate(update)) {
          turn.spoke ||= event.type === 'text' || event.type === 'thought' || event.type === 'tool-call';
          queue.push(this.#withSubagent(event, turn));
        }
      },
    });
  }

  /** A call of a subagent is over when it has been told what the subagent did: that comes before its report. */
  #withSubagent(event: AgentEvent, turn: Turn): AgentEvent {
    if (event.type !== 'tool-call' || event.call.subagent === null || !this.#connection.canLoad) return event;
    const { call } = event;
    const { subagent } = call;
    if (subagent === null || (call.status !== 'completed' && call.status !== 'failed')) return event;
    const told = subagentStream(this.#connection, subagent, this.#options).then(
      (stream) => (stream === '' ? call.output : `${stream}\n\n${call.output}`),
      (error: unknown) => {
        this.#options.logger.debug('What a subagent did is not known', { subagent, error });
        return call.output;
      },
    );
    turn.telling.push(told.then((output) => turn.queue.push({ ...event, call: { ...call, output } })));
    return { ...event, call: { ...call, status: 'in_progress' } };
  }

  /** Resolves once the turn is over, for good or bad; how it ended is in the queue. */
  async #run(turn: Turn, blocks: readonly string[]): Promise<void> {
    const { sessionId, model } = this.#options;
    try {
      const prompt = blocks.map((text) => ({ type: 'text', text }));
      const end = turnEnded(await this.#connection.request('session/prompt', { sessionId, prompt }));
      const silent = end.stopReason === 'end_turn' && !turn.spoke && !turn.cancelled;
      if (silent) return turn.queue.close(emptyTurn(model, this.#connection.hints));
      await Promise.all(turn.telling);
      turn.queue.push(turn.cancelled ? { ...end, stopReason: 'cancelled' } : end);
      turn.queue.close();
    } catch (error) {
      if (!(error instanceof RequestError)) return turn.queue.close(error);
      if (!turn.cancelled) return turn.queue.close(refusal(error, this.#connection.hints));
      // Some agents answer a cancelled prompt with the error that the cancellation caused in them.
      turn.queue.push({ type: 'turn-ended', stopReason: 'cancelled', usage: null });
      turn.queue.close();
    } finally {
      turn.ended = true;
    }
  }

  /** https://agentclientprotocol.com/protocol/prompt-turn#cancellation; does nothing when the turn is over. */
  #cancel(turn: Turn, over: Promise<void>): void {
    if (turn.cancelled || turn.ended) return;
    turn.cancelled = true;
    this.#connection.notify('session/cancel', { sessionId: this.#options.sessionId });
    const { cancelTimeoutMs } = this.#options;
    const timer = setTimeout(() => {
      const text = `The agent did not end its turn within ${cancelTimeoutMs / 1000} s of being told to, and was stopped.`;
      this.#connection.fail(new AdapterError('AGENT.EXITED', text, { retryable: true }));
    }, cancelTimeoutMs);
    void over.then(() => clearTimeout(timer));
  }
}
