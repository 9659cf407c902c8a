// Runs a tool by name: the one way in for the shell, both MCP routes and the loopback endpoint.
import type { Actor } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { InputError } from '../errors.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { NOTE_TOOLS } from './note-tools.ts';
import { SESSION_TOOLS } from './session-tools.ts';
import { TASK_TOOLS } from './task-tools.ts';
import type { Tool, ToolInput, ToolResult } from './tool.ts';
import { checkInput } from './tool-input.ts';

/** In the order they are shown. */
export const TOOLS: readonly Tool[] = [...TASK_TOOLS, ...NOTE_TOOLS, ...SESSION_TOOLS];

export interface ToolCall {
  readonly tool: string;
  readonly session: string;
  readonly input: ToolInput;
  readonly actor: Actor;
}

/** What runs tools: this process, or a build that is running and is asked to. */
export interface ToolRunner {
  /**
   * Throws `InputError` for malformed calls, `DomainError` when a rule refuses, `SESSION.NOT_FOUND` for a session that
   * does not exist where the tool does not begin one, and `AdapterError` when the store fails.
   */
  run(call: ToolCall): Promise<ToolResult>;
}

export class RunTool implements ToolRunner {
  constructor(private readonly sessions: SessionRegistry) {}

  async run(call: ToolCall): Promise<ToolResult> {
    const tool = TOOLS.find(({ name }) => name === call.tool);
    if (!tool) {
      throw new InputError(
        `there is no tool "${call.tool}": use one of ${TOOLS.map((t) => t.name).join(', ')}`,
      );
    }
    const name = sessionName(call.session);
    checkInput(tool, call.input);
    const session = tool.opensSession ? this.sessions.get(name) : await this.sessions.existing(name);
    return tool.execute(call.input, session, call.actor);
  }
}
