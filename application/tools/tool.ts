// The definition of an agent's tool, from which the shell commands, both MCP routes and their help are generated.
import type { Actor } from '../../domain/session/session.events.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { Session } from '../session/session.ts';

/** What a tool may do with its session, within the time of the call. */
export type ToolSession = Pick<Session, 'name'> & {
  /** The worker whose agent calls; undefined in place, and for the user. */
  readonly worker: WorkerName | undefined;
  refresh(): ReturnType<Session['refresh']>;
  execute(
    ...call: [command: Parameters<Session['execute']>[0], actor: Actor]
  ): ReturnType<Session['execute']>;
};

export interface ToolParameter {
  /** The name in MCP, in snake_case. The shell flag has dashes instead. */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** `list`: an array of ids or files in MCP, comma-separated on the shell. `texts`: an array in MCP, JSON text on the shell. `json`: an array of objects in MCP, JSON text on the shell. */
  readonly kind: 'text' | 'integer' | 'list' | 'texts' | 'json';
  /** Whether the value can be long. On the shell, `-` reads it from standard input. */
  readonly long?: true;
  /** The allowed values, if there are only a few. */
  readonly values?: readonly (string | number)[];
  /** JSON schema of an item, for kind `json`. */
  readonly items?: Readonly<Record<string, unknown>>;
}

export interface ToolResult {
  /** For the model: short and stable, starting with the id. Never repeats what the call contained. */
  readonly text: string;
  /** The same information for programs. */
  readonly data: unknown;
}

/** The part of a tool that the model sees. */
export interface ToolDefinition {
  readonly name: string;
  /** Tells the model when to call the tool. */
  readonly description: string;
  readonly parameters: readonly ToolParameter[];
}

export interface Tool extends ToolDefinition {
  /** Example flags of a shell call. */
  readonly example: string;
  /** Whether the tool may start a session. Otherwise an unknown session is an error. */
  readonly opensSession?: boolean;
  /** Whether it changes nothing. */
  readonly onlyReads?: boolean;
  /** Runs the tool. Throws `InputError` for malformed input, `DomainError` if a rule forbids it. */
  execute(input: ToolInput, session: ToolSession, actor: Actor): Promise<ToolResult>;
}

/** Arguments as received: JSON values from MCP, strings from the shell. */
export type ToolInput = Readonly<Record<string, unknown>>;
