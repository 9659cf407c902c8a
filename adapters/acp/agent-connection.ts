// The protocol side of the agent: speaks ACP over two byte streams.
import {
  type ClientContext,
  ndJsonStream,
  RequestError,
  type Stream,
} from '@zed-industries/agent-client-protocol';
import { onAbort, unlessAborted } from '../../application/async/abort.ts';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { answerRequests, type RequestScope } from './client-requests.ts';
import { fieldsOf, textOf } from './fields.ts';
import { IncomingFilter } from './incoming-filter.ts';
import { type AgentHints, hintsOf, inBrackets } from './profiles/hints.ts';
import type { AgentProfile } from './profiles/profile.ts';
import { refusal } from './refusals.ts';

export interface AgentStreams {
  readonly toAgent: WritableStream<Uint8Array>;
  readonly fromAgent: ReadableStream<Uint8Array>;
  /** Resolves with the reason once nothing can come any more. */
  readonly ended: Promise<AdapterError>;
  /** Takes out of what the agent writes what nobody is to read. */
  readonly hide?: (text: string) => string;
}

export interface ConnectionOptions {
  /** Serves `fs/*` requests of sessions that were not opened here, such as those of subagents. */
  readonly cwd: string;
  readonly allowPermissions: boolean;
  /** Those that may fit the agent, for hints. */
  readonly profiles: readonly AgentProfile[];
  readonly logger: Logger;
}

/** What a turn registers to get what is sent to its session. */
export interface SessionScope extends RequestScope {
  update(update: unknown): void;
}

/** How long a broken pipe waits for the word of the process itself, which says more. */
const REASON_MS = 250;

/**
 * Requests go out in order; updates come in the order the agent wrote them, before the answer written after them. Once the
 * connection has failed, for whatever reason first, all that waits and all that follows rejects with that one error.
 */
export class AgentConnection {
  /** What its user is told about it; once it has said how to log in, that in its own words. */
  hints: AgentHints;
  /** Whether the agent can tell again what happened in a session. */
  canLoad = false;
  /** Whether the agent wants to be told that a session is not needed any more. */
  canClose = false;
  /** Whether it once took too long for that. */
  closesLate = false;
  readonly #library: ClientContext;
  readonly #filter: IncomingFilter;
  readonly #logger: Logger;
  readonly #sessions = new Map<string, SessionScope>();
  readonly #pending = new Set<unknown>();
  /** The last session without a turn that was logged. */
  #foreign = '';
  /** Aborts with the error when the connection has failed. A promise would keep every request that ever raced with it. */
  readonly #failure = new AbortController();

  constructor(streams: AgentStreams, options: ConnectionOptions) {
    this.#logger = options.logger;
    this.hints = hintsOf(options.profiles);
    void streams.ended.then((error) => this.fail(error));
    this.#filter = new IncomingFilter({
      logger: options.logger,
      ...(streams.hide && { hide: streams.hide }),
      onUpdate: (params) => this.#deliver(params),
      takePending: (id) => this.#pending.delete(id),
      onFlood: (description) =>
        this.fail(
          new AdapterError(
            'AGENT.PROTOCOL',
            `The agent does not speak ACP: ${description}. Check the command it is started with${inBrackets(this.hints.command)}.`,
          ),
        ),
    });
    const none: RequestScope = {
      cwd: options.cwd,
      cancelled: false,
      titleOf: () => null,
      reportPermission: () => {},
    };
    const client = answerRequests({ ...options, scopeOf: (id) => this.#sessions.get(id) ?? none });
    this.#library = client.connect(this.#open(streams)).agent;
  }

  /** Calls `listener` once with the error when the connection has failed. Returns a function that removes it. */
  onFailure(listener: (error: AdapterError) => void): () => void {
    return onAbort(this.#failure.signal, () => listener(this.#failure.signal.reason));
  }

  /** The agent's last words, when they were no message; '' otherwise. */
  get stray(): string {
    return this.#filter.stray;
  }

  /** Ends the connection with `error`, unless it has failed already. */
  fail(error: AdapterError): void {
    this.#failure.abort(error);
  }

  /** Routes what is sent to this ACP session to `scope`, until the function it gives is called. */
  listen(sessionId: string, scope: SessionScope): () => void {
    this.#sessions.set(sessionId, scope);
    return () => this.#sessions.delete(sessionId);
  }

  /** A request whose errors of the agent stay `RequestError`, for callers that know what they mean. */
  async request(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>> {
    try {
      const { signal } = this.#failure;
      const answer = this.#library.request(method, params);
      return fieldsOf(await unlessAborted(signal, answer, () => signal.reason));
    } catch (error) {
      if (error instanceof RequestError || error instanceof AdapterError) throw error;
      throw await this.#reasonFor(error);
    }
  }

  /** A request whose errors of the agent become `AGENT.REFUSED`. */
  async demand(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>> {
    try {
      return await this.request(method, params);
    } catch (error) {
      throw error instanceof RequestError ? refusal(error, this.hints) : error;
    }
  }

  /** A notification; that it cannot be sent is for those who wait for an answer to tell. */
  notify(method: string, params: unknown): void {
    this.#library.notify(method, params).catch((error: unknown) => {
      this.#logger.debug('Could not notify the agent', { method, error: String(error) });
    });
  }

  /** The library's stream, with the filter in front of it and the ids of its requests noted on the way out. */
  #open(streams: AgentStreams): Stream {
    const { readable, writable } = ndJsonStream(
      streams.toAgent,
      streams.fromAgent.pipeThrough(this.#filter.stream()),
    );
    const writer = writable.getWriter();
    const noting = new WritableStream({
      write: async (message) => {
        if ('method' in message && 'id' in message) this.#pending.add(message.id);
        // The library leaves a write that failed without anybody to catch it, which would end this process: all who wait
        // for the agent learn of it here.
        await writer.write(message).catch((error: unknown) => this.#reasonFor(error));
      },
    });
    return { readable, writable: noting };
  }

  #deliver(params: unknown): void {
    const { sessionId, update } = fieldsOf(params);
    const id = textOf(sessionId) ?? '';
    const scope = this.#sessions.get(id);
    if (scope) scope.update(update);
    else if (this.#foreign !== id) {
      this.#foreign = id;
      this.#logger.debug('The agent reports on a session without a turn', { session: id });
    }
  }

  async #reasonFor(cause: unknown): Promise<unknown> {
    const broken = new AdapterError('AGENT.EXITED', `The connection to the agent broke: ${String(cause)}.`, {
      cause,
      retryable: true,
    });
    setTimeout(() => this.fail(broken), REASON_MS);
    return new Promise((resolve) => this.onFailure(resolve));
  }
}
