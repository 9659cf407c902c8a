// `iteratr mcp`: serves the agent's tools over MCP on stdin and stdout.
import type { CommandDefinition } from '../../command.ts';
import { SESSION_OPTIONS, type SessionRequest, sessionRequest } from '../../config-options.ts';

/** Defines the command. `serve` answers MCP requests until stdin ends and returns the exit code. */
export function mcpCommand(serve: (request: SessionRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'mcp',
    group: 'For the agent',
    description: "Serve the agent's tools over MCP on stdin and stdout.",
    options: SESSION_OPTIONS,
    examples: ['mcp --name my-session'],
    run: (input) => serve(sessionRequest(input)),
  };
}
