// `iteratr mcp`: the agent's tools over MCP on stdin and stdout.
import { type CommandDefinition, textOption } from '../../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from '../../config-options.ts';

export interface McpRequest {
  /** undefined: not given. */
  readonly session: string | undefined;
  readonly config: ConfigFlags;
}

/** `serve` answers MCP requests on stdin and stdout until stdin ends, and returns the exit code. */
export function mcpCommand(serve: (request: McpRequest) => Promise<number>): CommandDefinition {
  return {
    name: 'mcp',
    group: 'For the agent',
    description: "Serve the agent's tools over MCP on stdin and stdout.",
    options: [SESSION_OPTION, DATA_DIR_OPTION, TRUST_OPTION],
    examples: ['mcp --name my-session'],
    run: (input) => serve({ session: textOption(input, 'name'), config: configFlags(input, ['data-dir']) }),
  };
}
