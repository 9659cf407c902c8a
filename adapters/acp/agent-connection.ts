// Connects to an agent: sends requests and receives updates in ACP over two byte streams.
import {
  type ClientContext,
  ndJsonStream,
  RequestError,
  type Stream,
} from '@zed-industries/agent-client-protocol';
import { onAbort, unlessAborted } from '../../application/async/abort.ts';
import { afterAwake } from '../../application/async/awake-time.ts';
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
  /** Resolves with the reason when the agent can send nothing more. */
  readonly ended: Promise<AdapterError>;
  /** Removes secrets from what the agent writes. */
  readonly hide?: (text: string) => string;
}

export interface ConnectionOptions {
  /** The directory for `fs/*` requests of sessions that were not opened here, such as those of subagents. */
  readonly cwd: string;
  readonly allowPermissions: boolean;
  /** Names of iteratr's tools that are allowed in any case. None by default. */
  readonly ownTools?: readonly string[];
  /** The profiles that may fit the agent, for hints. */
  readonly profiles: readonly AgentProfile[];
  readonly logger: Logger;
}

/** What a turn registers to receive the updates and requests of its session. */
export interface SessionScope extends RequestScope {
  update(update: unknown): void;
}

/** How long a broken pipe waits for the exit of the process, whose error says more. */
const REASON_MS = 250;

/**
 * Requests go out in order. Updates arrive in the order the agent wrote them, before an answer written after them. When the
 * connection fails, all pending and later requests reject with the first error.
 */
export class AgentConnection {
  /** Hints for the user; `login` is in the agent's own words once it has sent them. */
  hints: AgentHints;
  /** Whether the agent can replay a session (`session/load`). */
  canLoad = false;
  /** Whether the agent supports `session/close`. */
  canClose = false;
  /** Whether the agent has missed the time limit for closing a session. */
  closesLate = false;
  /** Whether the agent has reported that it has no login. */
  isLoggedOut = false;
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
      onAuthStatus: (params) => {
        this.isLoggedOut = fieldsOf(fieldsOf(params).authStatus).kind === 'none';
      },
      takePending: (id) => this.#pending.delete(id),
      // The process is started again for the next turn.
      onUnusable: (description) =>
        this.fail(
          new AdapterError('AGENT.PROTOCOL', `the agent sent a message ${description}`, { retryable: true }),
        ),
      onFlood: (description) =>
        this.fail(
          new AdapterError('AGENT.PROTOCOL', `the agent does not speak ACP: ${description}`, {
            remedy: `check the command that starts it${inBrackets(this.hints.command)}`,
          }),
        ),
    });
    const none: RequestScope = {
      cwd: options.cwd,
      cancelled: false,
      titleOf: () => null,
      reportPermission: () => {},
      ask: async () => undefined,
    };
    const client = answerRequests({
      ownTools: [],
      ...options,
      scopeOf: (id) => this.#sessions.get(id) ?? none,
    });
    this.#library = client.connect(this.#open(streams)).agent;
  }

  /** Calls `listener` once with the error when the connection has failed. Returns a function that removes it. */
  onFailure(listener: (error: AdapterError) => void): () => void {
    return onAbort(this.#failure.signal, () => listener(this.#failure.signal.reason));
  }

  /** The agent's last output if it is not an ACP message; '' otherwise. */
  get stray(): string {
    return this.#filter.stray;
  }

  /** Ends the connection with `error`. Does nothing if it has already failed. */
  fail(error: AdapterError): void {
    this.#failure.abort(error);
  }

  /** Routes the updates and requests of this ACP session to `scope` until the returned function is called. */
  listen(sessionId: string, scope: SessionScope): () => void {
    this.#sessions.set(sessionId, scope);
    return () => this.#sessions.delete(sessionId);
  }

  /** Sends a request and returns the answer. Throws the agent's errors as `RequestError`, for callers that know them. */
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

  /** Sends a request and returns the answer. Throws the agent's errors as `AGENT.REFUSED`. */
  async demand(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>> {
    try {
      return await this.request(method, params);
    } catch (error) {
      throw error instanceof RequestError ? refusal(error, this.hints) : error;
    }
  }

  /** Sends a notification. Only logs a failure: pending requests report a broken connection. */
  notify(method: string, params: unknown): void {
    this.#library.notify(method, params).catch((error: unknown) => {
      this.#logger.debug('Could not notify the agent', { method, error: String(error) });
    });
  }

  /** Opens the library's stream behind the filter, and records the ids of outgoing requests. */
  #open(streams: AgentStreams): Stream {
    const { readable, writable } = ndJsonStream(
      streams.toAgent,
      streams.fromAgent.pipeThrough(this.#filter.stream()),
    );
    const writer = writable.getWriter();
    const noting = new WritableStream({
      write: async (message) => {
        if ('method' in message && 'id' in message) this.#pending.add(message.id);
        // The library does not catch a failed write, and the unhandled rejection would end this process. Fail the
        // connection instead, which rejects all pending requests.
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
    const broken = new AdapterError('AGENT.EXITED', `the connection to the agent broke: ${String(cause)}`, {
      cause,
      retryable: true,
    });
    afterAwake(REASON_MS, () => this.fail(broken));
    return new Promise((resolve) => this.onFailure(resolve));
  }
}
