// Tells the agent how to reach the tools of this process over MCP.
import type { Environment } from '../../application/environment.ts';
import type { AgentInfo, AgentMcpServer } from '../../application/ports/agent.port.ts';
import type { ToolEndpoint } from '../../application/ports/tool-endpoint.port.ts';

/**
 * Returns an HTTP server if the agent supports one, otherwise a process for it to start. `env` leads that process to the
 * tools.
 */
export function mcpServers(
  agent: AgentInfo,
  { url, token }: ToolEndpoint,
  env: Readonly<Record<string, string>>,
  { self: [command, ...args] }: Pick<Environment, 'self'>,
): AgentMcpServer[] {
  if (agent.mcpHttp) return [{ type: 'http', name: 'iteratr', url: `${url}/mcp`, token }];
  return [{ type: 'stdio', name: 'iteratr', command, args: [...args, 'mcp'], env }];
}
