// The AI coding agent: one process, a fresh context per iteration, everything it emits as one union of events.

export interface AgentInfo {
  readonly name: string;
  readonly version: string;
  /** Whether MCP servers can be given over HTTP; over stdio they always can. */
  readonly mcpHttp: boolean;
}

export type AgentMcpServer =
  | { readonly type: 'http'; readonly name: string; readonly url: string; readonly token: string }
  | {
      readonly type: 'stdio';
      readonly name: string;
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

export interface AgentContextOptions {
  /** Absolute path of the work tree; `fs/*` requests outside of it are refused. */
  readonly cwd: string;
  /** As the user wrote it, `provider/model`. */
  readonly model: string;
  readonly mcpServers: readonly AgentMcpServer[];
}

export type ToolCallStatus = 'pending' | 'in_progress' | 'completed' | 'failed';

export interface AgentDiff {
  readonly path: string;
  readonly oldText: string | null;
  readonly newText: string;
}

/** The latest known state of one tool call: every update carries the whole of it. */
export interface AgentToolCall {
  readonly id: string;
  readonly title: string;
  /** ACP's kind: read, edit, delete, move, search, execute, think, fetch, other … */
  readonly kind: string;
  readonly status: ToolCallStatus;
  /** The arguments as the agent reports them; undefined when it does not. */
  readonly input: unknown;
  /** Text output so far, '' while there is none. Of a subagent: what it did, told when it is over, and its report. */
  readonly output: string;
  /** Exit code of a command, where the agent reports one. */
  readonly exitCode: number | null;
  /** Absolute paths. */
  readonly locations: readonly string[];
  readonly diffs: readonly AgentDiff[];
  /** The agent's id of the context in which a subagent works, for a call that starts one. */
  readonly subagent: string | null;
}

export interface AgentPlanEntry {
  readonly content: string;
  readonly status: string;
  readonly priority: string;
}

export interface AgentUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
}

/** Why a turn ended. `end_turn` is the good one. */
export type AgentStopReason = 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled';

export type AgentEvent =
  | { readonly type: 'text'; readonly messageId: string | null; readonly text: string }
  | { readonly type: 'thought'; readonly messageId: string | null; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: AgentToolCall }
  | { readonly type: 'plan'; readonly entries: readonly AgentPlanEntry[] }
  | {
      readonly type: 'context-usage';
      /** Tokens in the context now, and the most it can hold. */
      readonly used: number;
      readonly size: number;
      /** Spent by this context so far. */
      readonly cost: { readonly amount: number; readonly currency: string } | null;
    }
  /** A permission request and the answer the policy gave. */
  | { readonly type: 'permission'; readonly title: string; readonly allowed: boolean }
  /** Always the last event of a turn. */
  | { readonly type: 'turn-ended'; readonly stopReason: AgentStopReason; readonly usage: AgentUsage | null };

/**
 * Why an agent could not continue, if its adapter knows: the field `failure` of the `AdapterError` it throws. The loop decides
 * by this and reads no message. Both kinds pass by waiting: they cost neither a failure nor an iteration.
 */
export interface AgentFailure {
  /** `rate_limited`: the account's limit of requests, tokens or usage is reached. `overloaded`: the provider is short of capacity. */
  readonly kind: 'rate_limited' | 'overloaded';
  /** How long the provider asks to wait; undefined where it does not say. */
  readonly retryAfterMs?: number;
}

export interface Agent {
  /**
   * Starts the agent's process, unless it runs already, and agrees on the protocol.
   * Throws `AGENT.NOT_FOUND` or `AGENT.START` with what to do; no process is left then.
   */
  start(signal: AbortSignal): Promise<AgentInfo>;

  /** A fresh context in the running process. Throws `AGENT.MODEL` for a model the agent does not have, else as `prompt` does. */
  openContext(options: AgentContextOptions, signal: AbortSignal): Promise<AgentContext>;

  /**
   * Ends the process: input closed, then SIGTERM, then SIGKILL to its whole process group, each after its own time limit.
   * Resolves when it is gone. Safe to call at any time and more than once; `start` can follow.
   */
  stop(): Promise<void>;
}

export interface AgentContext {
  /** Model names the agent offers, as they can be given in `AgentContextOptions.model`; empty when it does not say. */
  readonly models: readonly string[];

  /**
   * Sends the blocks as one prompt and yields what the agent emits, in order, ending with `turn-ended`. One turn at a time.
   * Aborting `signal` cancels the turn over the protocol: it still ends with `turn-ended`, stop reason `cancelled`;
   * an agent that does not answer the cancellation within the adapter's time limit is stopped and `AGENT.EXITED` thrown.
   * Throws `AGENT.EXITED` when the process goes, `AGENT.PROTOCOL` on garbage, `AGENT.REFUSED` with the provider's message
   * when the agent answers with an error, `AGENT.EMPTY` when a turn ends with no output at all. The error has a `failure` when
   * the agent or its last words name one.
   */
  prompt(blocks: readonly string[], signal: AbortSignal): AsyncIterable<AgentEvent>;

  /**
   * Tells the agent that the context is not needed any more, so that it can free what it keeps for it. Comes after the last turn
   * has ended; `prompt` does not follow. Safe to call more than once, and when the agent has gone. Never rejects, and waits for
   * the agent at most for the adapter's short time limit, so that there is nothing to cancel. Does nothing where the agent
   * cannot close contexts.
   */
  close(): Promise<void>;
}
