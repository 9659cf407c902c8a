// What a tool of the agent is: one definition from which the shell commands, both MCP routes and their help are made.
import type { Actor } from '../../domain/session/session.events.ts';
import type { Session } from '../session/session.ts';

export interface ToolParameter {
  /** As in MCP, snake_case; the shell flag is the same with dashes. */
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** `list`: an array in MCP, separated by commas on the shell. `json`: an array of objects, JSON text on the shell. */
  readonly kind: 'text' | 'integer' | 'list' | 'json';
  /** The values allowed, where they are few. */
  readonly values?: readonly (string | number)[];
  /** JSON schema of an item of `json`. */
  readonly items?: Readonly<Record<string, unknown>>;
}

export interface ToolResult {
  /** For a model to read: short, stable, the id first. */
  readonly text: string;
  /** The same for programs. */
  readonly data: unknown;
}

/** What a model sees of a tool. */
export interface ToolDefinition {
  readonly name: string;
  /** For the model that decides whether to call it. */
  readonly description: string;
  readonly parameters: readonly ToolParameter[];
}

export interface Tool extends ToolDefinition {
  /** Flags of a shell call, as an example. */
  readonly example: string;
  /** Whether it may be the first thing that happens in a session; otherwise an unknown session is an error. */
  readonly opensSession?: boolean;
  /** Throws `InputError` for malformed input, `DomainError` when a rule refuses. */
  execute(input: ToolInput, session: Session, actor: Actor): Promise<ToolResult>;
}

/** Arguments as they came: JSON values from MCP, texts from the shell. */
export type ToolInput = Readonly<Record<string, unknown>>;
