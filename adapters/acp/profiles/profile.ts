// The type of an agent profile: everything iteratr knows about one agent, as data in one file.
import type { AgentDialect } from './dialect.ts';

export interface AgentProfile {
  /** The name that users set as `agent:` and that hints show. */
  readonly name: string;
  /** The command that starts it speaking ACP on stdin and stdout. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The npm package in a pinned version, with which `npx` can start it without an installation; null if there is none. */
  readonly npm: { readonly name: string; readonly version: string } | null;
  /** The lowest major version of Node.js that it runs on; null if it needs no Node.js newer than iteratr's own. */
  readonly node: number | null;
  /** Variables to start it with. A variable that the user has set keeps the user's value. */
  readonly env: Readonly<Record<string, string>>;
  /** More of them, if the user is root. */
  readonly rootEnv: Readonly<Record<string, string>>;
  /** The mode to put it in if the user sets none; '' to leave the choice to the agent. Never one with full access. */
  readonly mode: string;
  /** The shell command that installs it, or the page that says how. */
  readonly install: string;
  /** The shell command or page with which the user logs in. */
  readonly login: string;
  /** Variables with which another account pays than that of the login, the strongest first. */
  readonly billing: readonly Billing[];
  readonly models: AgentModels;
  /** Files with which a project configures it, relative to the project. */
  readonly projectFiles: readonly string[];
  /** Files that it writes into the work tree for itself, relative to it. They are never committed. */
  readonly ownFiles: readonly string[];
  /** The HTTP server that it opens in addition to ACP; null when it opens none. */
  readonly server: AgentServer | null;
  /** Whether it may read and write files through iteratr; if not, it does so itself. */
  readonly clientFiles: boolean;
  /** Whether its model has to search for the tools of MCP servers before it can call them. */
  readonly toolSearch: boolean;
  /** Reads what it reports beyond the protocol. */
  readonly dialect: AgentDialect;
}

export interface AgentModels {
  /** The form of a model's name, for instance `provider/model`. */
  readonly form: string;
  /** A shell command or page that lists the models outside of ACP. */
  readonly list: string;
  /** Whether a build needs the user to choose a model. Otherwise the agent can choose. */
  readonly required: boolean;
  /** The model to use if the user chooses none; '' for the agent's own choice. */
  readonly standard: string;
  /** The variable that sets the model of an agent that offers no choice over ACP; null for the others. */
  readonly variable: string | null;
}

interface Billing {
  readonly variable: string;
  /** What the agent does then, to follow its name. */
  readonly effect: string;
}

interface AgentServer {
  /** The variable that sets the server's password. */
  readonly passwordVariable: string;
  /** Pages with content worth protecting. */
  readonly paths: readonly string[];
  /** Where it tells that it retries silently; null if it does not. */
  readonly retries: {
    /** The user name that belongs to the password. */
    readonly user: string;
    readonly path: string;
    /** Reads the answer; null if nothing is retried, or for an unknown answer. */
    readonly of: (answer: unknown) => AgentRetry | null;
  } | null;
}

/** A request to the provider that the agent repeats by itself. */
export interface AgentRetry {
  /** What the provider said. */
  readonly message: string;
  /** Number of attempts so far. */
  readonly attempt: number;
  /** When the next attempt is made, in milliseconds since the epoch. */
  readonly at: number;
}

/** What is true of most agents. A profile states what differs. */
export const ORDINARY = {
  npm: null,
  node: null,
  env: {},
  rootEnv: {},
  mode: '',
  billing: [],
  projectFiles: [],
  ownFiles: [],
  server: null,
  clientFiles: true,
  toolSearch: false,
  dialect: {},
} as const satisfies Partial<AgentProfile>;

/** The models of an agent that has a default and accepts a choice over ACP. */
export const OWN_CHOICE = {
  form: 'a name that the agent lists',
  list: '`iteratr doctor` and the wizard',
  required: false,
  standard: '',
  variable: null,
} as const satisfies AgentModels;
