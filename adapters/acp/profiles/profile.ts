// The type of an agent profile: all that iteratr knows of one known agent, as data in one file.
import type { AgentDialect } from './dialect.ts';

export interface AgentProfile {
  /** What the user writes as `agent:`, and what hints call it. */
  readonly name: string;
  /** Starts it speaking ACP on stdin and stdout. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Variables it is started with. One that the user has set keeps the user's value. */
  readonly env: Readonly<Record<string, string>>;
  /** The shell command that installs it. */
  readonly install: string;
  /** The shell command, or the page, by which the user logs in. */
  readonly login: string;
  readonly models: {
    /** How a model is named, for instance `provider/model`. */
    readonly form: string;
    /** Lists the models outside of ACP: a shell command or a page. */
    readonly list: string;
  };
  /** Files in which a project configures it, relative to the project. */
  readonly projectFiles: readonly string[];
  /** The HTTP server that it opens beside ACP; null when it opens none. */
  readonly server: AgentServer | null;
  /** What it reports beside the protocol. */
  readonly dialect: AgentDialect;
}

interface AgentServer {
  /** The variable that gives the server a password. */
  readonly passwordVariable: string;
  /** Pages that say something worth protecting. */
  readonly paths: readonly string[];
}
