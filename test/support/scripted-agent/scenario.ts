// The format of the scenario files that scripted-agent.mjs plays.

/** Text in steps may contain `{{name}}`: a saved value, a named group of the matching `when`, or `turn`, `prompt`, `cwd`. */
export interface Scenario {
  /** Gets every prompt as a JSON line `{turn, session, text}`, and an `{opened}` line for every opened session. */
  readonly promptsFile?: string;
  /** Gets the answers of MCP tools as JSON lines `{tool, args, text, failed}`. */
  readonly answersFile?: string;
  /** Keeps the number of played turns, so that an agent restarted after a crash continues with the next turn. */
  readonly stateFile?: string;
  readonly info?: { readonly name: string; readonly version: string };
  /** Whether the agent accepts MCP servers over HTTP. Defaults to true. */
  readonly mcpHttp?: boolean;
  readonly protocolVersion?: number;
  /** Steps before the answer to `initialize`: wait, stderr, garbage, crash or hang. */
  readonly startup?: readonly Step[];
  /** Steps before the answer to `session/new`, and an error to answer with instead. */
  readonly opening?: readonly Step[];
  readonly openingError?: RpcError;
  readonly models?: Models;
  /** Modes offered as a config option or as the older `modes`. Each is named `Mode <id>`. Calls are recorded as `{mode}` lines. */
  readonly modes?: {
    readonly style: 'config' | 'modes';
    readonly current: string;
    readonly available: readonly string[];
  };
  /** Announces `session/close` and how the agent reacts to it. Calls are recorded as `{closed}` lines. Absent: not supported. */
  readonly closing?: 'answers' | 'fails' | 'hangs' | 'crashes';
  /** Ignores the end of input and SIGTERM, so that only SIGKILL ends the agent. */
  readonly stubborn?: boolean;
  /** The nth prompt to the agent, over all sessions, plays the nth turn. */
  readonly turns?: readonly Turn[];
  /** Checked before the turns, in order. A matching prompt plays the reaction and does not count as a turn. */
  readonly reactions?: readonly (Turn & {
    /** A regular expression, matched with flags `s` and `i`. */
    readonly when: string;
  })[];
  /** Played after the last turn. Without it, the agent answers with a text that says there are no more turns. */
  readonly fallback?: Turn;
}

interface Models {
  /** How models are offered: as a config option, grouped or not, or as the older `models`. */
  readonly style: 'config' | 'grouped' | 'legacy';
  readonly current: string;
  readonly available: readonly string[];
  /** Accepts any model and keeps its own. */
  readonly ignores?: boolean;
}

export interface Turn {
  readonly steps?: readonly Step[];
  /** Ignores a cancellation. */
  readonly deaf?: boolean;
  /** Defaults to `end_turn`. */
  readonly stopReason?: string;
  readonly usage?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly totalTokens: number;
  };
  /** Ends the turn with a JSON-RPC error instead. */
  readonly error?: RpcError;
}

interface RpcError {
  readonly code?: number;
  readonly message: string;
  readonly data?: unknown;
}

/** One step of the agent: exactly one key of `Action`, with optional conditions and a name to save the result under. */
export type Step = Action & {
  /** Plays the step only if this value was saved before, or was not. */
  readonly ifSet?: string;
  readonly ifUnset?: string;
};

/** Saves a step's result for later steps: the first match of `match` (or its first group), or all of it. Unset if nothing matches. */
interface Save {
  readonly save?: { readonly name: string; readonly match?: string };
}

type Action =
  | { readonly text: string; readonly messageId?: string }
  | { readonly thought: string; readonly messageId?: string }
  | {
      readonly plan: readonly {
        readonly content: string;
        readonly status: string;
        readonly priority: string;
      }[];
    }
  /** Reports a complete tool call: pending, in progress, and its end. */
  | {
      readonly tool: {
        readonly id?: string;
        readonly title: string;
        readonly kind?: string;
        readonly input?: unknown;
        readonly output?: string;
        readonly exit?: number;
        readonly status?: 'completed' | 'failed';
        readonly locations?: readonly string[];
        readonly diff?: { readonly path: string; readonly oldText?: string; readonly newText: string };
      };
    }
  /** Sends any update of the protocol unchanged; `session` sends it for another session id. */
  | { readonly update: Readonly<Record<string, unknown>>; readonly session?: string }
  | { readonly usage: { readonly used: number; readonly size: number; readonly cost?: number } }
  /** Really calls a tool of one of the session's MCP servers, reported as a tool call. */
  | ({
      readonly mcp: {
        readonly server: string;
        readonly tool: string;
        readonly args?: Readonly<Record<string, unknown>>;
      };
    } & Save)
  /** Runs a shell command in the session's directory with the agent's environment, reported as a tool call. */
  | ({ readonly shell: string } & Save)
  /** Writes a file, relative to the session's directory, reported as a tool call with a diff. */
  | { readonly write: { readonly path: string; readonly content: string } }
  /** Asks for permission. Saves the kind of the chosen option (`allow_once` …), or `cancelled`. */
  | ({ readonly permission: { readonly title: string; readonly kinds?: readonly string[] } } & Save)
  /** Asks for permission with options that have no kind, named by their ids. Sends the chosen id as text. */
  | {
      readonly bareRequest: {
        readonly toolCall: Readonly<Record<string, unknown>>;
        readonly options: readonly string[];
      };
    }
  /** Reads or writes a file through the client. Saves the content, or `error: …`, and sends it as text. */
  | ({
      readonly fsRead: { readonly path: string; readonly line?: number; readonly limit?: number };
    } & Save)
  | ({ readonly fsWrite: { readonly path: string; readonly content: string } } & Save)
  /** Opens a port: an HTTP server with a status per path, or a server that sends this text to every client. */
  | { readonly serve: string | { readonly [path: string]: number; readonly else: number } }
  | { readonly wait: number }
  /** Waits until this file exists, relative to the session's directory. A test creates it to let the agent continue. */
  | { readonly until: string }
  /** Hangs until the turn is cancelled. */
  | { readonly hang: true }
  | { readonly crash: { readonly code?: number; readonly signal?: string } }
  /** Writes the text to stdout unchanged. */
  | { readonly garbage: string; readonly times?: number }
  | { readonly stderr: string }
  /** Sends this many text chunks as fast as the pipe accepts them. */
  | { readonly flood: number; readonly chunk?: string };
