// What a scripted agent is told to do: the format of the scenario files that scripted-agent.mjs plays.

/** Text in steps may hold `{{name}}`: a saved value, a named group of the `when` that matched, or `turn`, `prompt`, `cwd`. */
export interface Scenario {
  /** Every prompt is appended here as a JSON line `{turn, session, text}`; what it got to start with, as `{opened}` lines. */
  readonly promptsFile?: string;
  /** What the tools of MCP servers answered is appended here as JSON lines `{tool, args, text, failed}`. */
  readonly answersFile?: string;
  /** Keeps the number of turns played, so that an agent started after a crash goes on with the next one. */
  readonly stateFile?: string;
  readonly info?: { readonly name: string; readonly version: string };
  /** Whether it takes MCP servers over HTTP; true unless told otherwise. */
  readonly mcpHttp?: boolean;
  readonly protocolVersion?: number;
  /** Steps before the answer to `initialize`: waiting, stderr, garbage, crashing, hanging. */
  readonly startup?: readonly Step[];
  /** Steps before the answer to `session/new`, and an error in its place. */
  readonly opening?: readonly Step[];
  readonly openingError?: RpcError;
  readonly models?: Models;
  /** Announces `session/close`, and what it does then; without it, there is no such method. Recorded as `{closed}` lines. */
  readonly closing?: 'answers' | 'fails' | 'hangs' | 'crashes';
  /** Ignores the end of its input, and SIGTERM too, so that only SIGKILL ends it. */
  readonly stubborn?: boolean;
  /** The nth prompt of the agent's life, over all sessions, plays the nth turn. */
  readonly turns?: readonly Turn[];
  /** Looked at first, in order: prompts that match are answered so and do not count as a turn. */
  readonly reactions?: readonly (Turn & {
    /** A regular expression, matched with flags `s` and `i`. */
    readonly when: string;
  })[];
  /** Played when the turns are used up; without it the agent says so in a text. */
  readonly fallback?: Turn;
}

interface Models {
  /** As config option, grouped or not, or the older `models`. */
  readonly style: 'config' | 'grouped' | 'legacy';
  readonly current: string;
  readonly available: readonly string[];
}

export interface Turn {
  readonly steps?: readonly Step[];
  /** Takes no notice of a cancellation. */
  readonly deaf?: boolean;
  /** `end_turn` when left out. */
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

/** One thing the agent does; exactly one of the keys of `Action`, with conditions and where to save its result. */
export type Step = Action & {
  /** Only when this value was saved before, or was not. */
  readonly ifSet?: string;
  readonly ifUnset?: string;
};

/** Keeps what a step gave for later steps: the first match of `match` (or its first group), else all of it; unset when nothing matches. */
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
  /** A whole tool call: pending, in progress, and then its end. */
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
  /** Any update as it stands in the protocol; `session` puts it under another session id. */
  | { readonly update: Readonly<Record<string, unknown>>; readonly session?: string }
  | { readonly usage: { readonly used: number; readonly size: number; readonly cost?: number } }
  /** A real call of a tool of one of the MCP servers given to the session, reported as a tool call. */
  | ({
      readonly mcp: {
        readonly server: string;
        readonly tool: string;
        readonly args?: Readonly<Record<string, unknown>>;
      };
    } & Save)
  /** A shell command in the session's directory with the agent's environment, reported as a tool call. */
  | ({ readonly shell: string } & Save)
  /** Writes a file itself, relative to the session's directory, reported as a tool call with a diff. */
  | { readonly write: { readonly path: string; readonly content: string } }
  /** Asks for permission; saves the kind of the option chosen (`allow_once` …), or `cancelled`. */
  | ({ readonly permission: { readonly title: string; readonly kinds?: readonly string[] } } & Save)
  /** Reads or writes through the client; saves the content, or `error: …`, and says it as a text. */
  | ({
      readonly fsRead: { readonly path: string; readonly line?: number; readonly limit?: number };
    } & Save)
  | ({ readonly fsWrite: { readonly path: string; readonly content: string } } & Save)
  /** Opens a port of its own: over HTTP with a status by path, or with these words to everybody. */
  | { readonly serve: string | { readonly [path: string]: number; readonly else: number } }
  | { readonly wait: number }
  /** Until there is such a file, relative to the session's directory: a test lets the agent go on by it. */
  | { readonly until: string }
  /** For ever, or until the turn is cancelled. */
  | { readonly hang: true }
  | { readonly crash: { readonly code?: number; readonly signal?: string } }
  /** Written to stdout as it is. */
  | { readonly garbage: string; readonly times?: number }
  | { readonly stderr: string }
  /** So many text chunks as fast as the pipe takes them. */
  | { readonly flood: number; readonly chunk?: string };
