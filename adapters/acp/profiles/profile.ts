// The type of an agent profile: everything iteratr knows about one agent, as data in one file.
import type { AgentDialect } from './dialect.ts';

export interface AgentProfile {
  /** The name that users set as `agent:` and that hints show. */
  readonly name: string;
  /** The command that starts it speaking ACP on stdin and stdout. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Variables to start it with. A variable that the user has set keeps the user's value. */
  readonly env: Readonly<Record<string, string>>;
  /** The shell command that installs it. */
  readonly install: string;
  /** The shell command or page with which the user logs in. */
  readonly login: string;
  readonly models: {
    /** The form of a model's name, for instance `provider/model`. */
    readonly form: string;
    /** A shell command or page that lists the models outside of ACP. */
    readonly list: string;
  };
  /** Files with which a project configures it, relative to the project. */
  readonly projectFiles: readonly string[];
  /** The HTTP server that it opens in addition to ACP; null when it opens none. */
  readonly server: AgentServer | null;
  /** Reads what it reports beyond the protocol. */
  readonly dialect: AgentDialect;
}

interface AgentServer {
  /** The variable that sets the server's password. */
  readonly passwordVariable: string;
  /** Pages with content worth protecting. */
  readonly paths: readonly string[];
}
