// The AI coding agent: one process that gets a fresh context per iteration and emits events.
import type { FailureCause } from '../../domain/run/failure-cause.ts';

export interface AgentInfo {
  readonly name: string;
  readonly version: string;
  /** Whether the agent accepts MCP servers over HTTP. It always accepts them over stdio. */
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
  /** Absolute path of the work tree. `fs/*` requests for paths outside it are refused. */
  readonly cwd: string;
  /** As the user wrote it; '' to leave the choice to the agent. */
  readonly model: string;
  readonly mcpServers: readonly AgentMcpServer[];
  /**
   * Asks the user what the agent wants to know in its turn. Resolves with undefined if nobody answers in time, or `signal`
   * aborts. Without it, such questions are declined.
   */
  readonly ask?: (question: TurnQuestion, signal: AbortSignal) => Promise<string | undefined>;
}

/** A question that the agent waits for in its turn. */
export interface TurnQuestion {
  readonly question: string;
  /** The possible answers; empty for a free answer. */
  readonly choices: readonly string[];
}

/** The kind of the tool call that stands for a question of the agent in its turn; it takes as long as the user. */
export const ASKING = 'ask';

export type ToolCallStatus = 'pending' | 'in_progress' | 'completed' | 'failed';

export interface AgentDiff {
  readonly path: string;
  readonly oldText: string | null;
  readonly newText: string;
  /** The line of the changed file at which `newText` starts, from 1. Missing if it is unknown. */
  readonly line?: number;
}

/** The latest known state of one tool call. Every update carries the complete state. */
export interface AgentToolCall {
  readonly id: string;
  readonly title: string;
  /** The tool kind of ACP: read, edit, delete, move, search, execute, think, fetch, other …; or `ASKING`. */
  readonly kind: string;
  readonly status: ToolCallStatus;
  /** The arguments as the agent reports them, or undefined. */
  readonly input: unknown;
  /** Text output so far, initially ''. For a subagent: its steps, added when it has ended, and its report. */
  readonly output: string;
  /** Exit code of a command; null if the agent does not report one. */
  readonly exitCode: number | null;
  /** Absolute paths. */
  readonly locations: readonly string[];
  readonly diffs: readonly AgentDiff[];
  /** If the call starts a subagent: the agent's id of the subagent's context. */
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

/** Why a turn ended. `end_turn` is the normal end. */
export type AgentStopReason = 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled';

export type AgentEvent =
  | { readonly type: 'text'; readonly messageId: string | null; readonly text: string }
  | { readonly type: 'thought'; readonly messageId: string | null; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: AgentToolCall }
  | { readonly type: 'plan'; readonly entries: readonly AgentPlanEntry[] }
  | {
      readonly type: 'context-usage';
      /** Tokens in the context now, and its capacity in tokens. */
      readonly used: number;
      readonly size: number;
      /** Total cost of this context so far. */
      readonly cost: { readonly amount: number; readonly currency: string } | null;
    }
  /** A permission request and the answer of the policy. */
  | { readonly type: 'permission'; readonly title: string; readonly allowed: boolean }
  /** Always the last event of a turn. */
  | {
      readonly type: 'turn-ended';
      readonly stopReason: AgentStopReason;
      readonly usage: AgentUsage | null;
      /** The error that the agent told as its answer, if it did nothing else in the turn. */
      readonly told?: ToldError | undefined;
    };

/**
 * Why an agent could not continue, if its adapter knows: the field `failure` of the `AdapterError` it throws. The loop decides
 * by this field alone and never parses the message.
 */
export interface AgentFailure {
  readonly cause: FailureCause;
  /** How long the provider asks to wait, in milliseconds from the failure; undefined if it does not say. */
  readonly retryAfterMs?: number;
  /** A time zone that the provider names and that does not exist; the wait was computed with the local zone instead. */
  readonly unknownZone?: string;
}

/** An error in the words of the agent. */
export interface ToldError {
  readonly message: string;
  readonly failure: AgentFailure;
}

export interface Agent {
  /**
   * Starts the agent's process unless it already runs, and negotiates the protocol.
   * Throws `AGENT.NOT_FOUND` or `AGENT.START`, with a remedy; the process has ended by then.
   */
  start(signal: AbortSignal): Promise<AgentInfo>;

  /** Opens a fresh context in the running process. Throws `AGENT.MODEL` for an unknown model, `AGENT.MODE` for an unknown mode, else what `prompt` throws. */
  openContext(options: AgentContextOptions, signal: AbortSignal): Promise<AgentContext>;

  /**
   * Ends the process: closes its input, then sends SIGTERM, then SIGKILL to its whole process group, each after a time limit.
   * Resolves when the process is gone. Can be called at any time and repeatedly; `start` may follow.
   */
  stop(): Promise<void>;
}

export interface AgentContext {
  /** Model names the agent offers, valid for `AgentContextOptions.model`; empty if it does not list any. */
  readonly models: readonly string[];

  /** The mode the context is in, as the agent names it; null if the agent has no modes. */
  readonly mode: string | null;

  /** What the user should know from the start, such as that the agent ignores the chosen model. */
  readonly warnings: readonly string[];

  /**
   * Sends the blocks as one prompt and yields the agent's events in order, ending with `turn-ended`. One turn at a time.
   * Aborting `signal` cancels the turn over the protocol: it still ends with `turn-ended`, stop reason `cancelled`.
   * If the agent does not answer the cancellation within the adapter's time limit, it is stopped and `AGENT.EXITED` thrown.
   * Throws `AGENT.EXITED` when the process exits, `AGENT.PROTOCOL` for invalid messages, `AGENT.REFUSED` with the provider's
   * message when the agent answers with an error, `AGENT.EMPTY` when a turn ends without any output. The error has a `failure`
   * if the agent, or the last lines it printed, name one.
   */
  prompt(blocks: readonly string[], signal: AbortSignal): AsyncIterable<AgentEvent>;

  /**
   * Tells the agent that the context is no longer needed, so that it can free its resources. Call it after the last turn has
   * ended; do not call `prompt` afterwards. Can be called repeatedly, and after the agent has exited. Never rejects. Waits for
   * the agent only up to a short time limit, so it needs no cancellation. Does nothing if the agent cannot close contexts.
   */
  close(): Promise<void>;
}
