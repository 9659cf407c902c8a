// An MCP server with the agent's tools of one session, to be joined to a transport.
// https://modelcontextprotocol.io/specification (tools/list, tools/call)
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { TOOLS, type ToolRunner } from '../../application/tools/run-tool.ts';
import type { Tool, ToolParameter } from '../../application/tools/tool.ts';
import { AppError } from '../../domain/errors.ts';

export interface ToolServerOptions {
  readonly tools: ToolRunner;
  readonly session: string;
  readonly version: string;
}

/** A refused or malformed call is a result with `isError`, so that the model reads what would be right. */
export function createToolServer({ tools, session, version }: ToolServerOptions): Server {
  const server = new Server({ name: 'iteratr', version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOL_LIST }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      const call = { tool: params.name, session, input: params.arguments ?? {}, actor: 'agent' } as const;
      const { text } = await tools.run(call);
      return { content: [{ type: 'text', text }] };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
  });
  return server;
}

const TOOL_LIST = TOOLS.map((tool) => ({
  name: tool.name,
  description: tool.description,
  inputSchema: inputSchema(tool),
}));

function inputSchema({ parameters }: Tool) {
  return {
    type: 'object' as const,
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter)])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

function schemaOf({ kind, description, values, items }: ToolParameter): Record<string, unknown> {
  const allowed = values === undefined ? {} : { enum: values };
  switch (kind) {
    case 'text':
      return { type: 'string', description, ...allowed };
    case 'integer':
      return { type: 'integer', description, ...allowed };
    case 'list':
      return { type: 'array', items: { type: 'string' }, description };
    case 'json':
      return { type: 'array', items, description };
    default:
      return kind satisfies never;
  }
}
