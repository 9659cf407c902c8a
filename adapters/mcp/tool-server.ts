// Creates an MCP server with the agent's tools, to be connected to a transport.
// https://modelcontextprotocol.io/specification (tools/list, tools/call)
import { Server, type ServerOptions } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { ToolRunner } from '../../application/tools/run-tool.ts';
import type { ToolDefinition, ToolParameter } from '../../application/tools/tool.ts';
import { plainLine } from '../../application/wording/plain-text.ts';
import { AppError } from '../../domain/errors.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';

/** An error may quote the call, which may be long. */
const ERROR_LENGTH = 2_000;

export interface ToolServerOptions {
  /** The available tools, in display order. */
  readonly definitions: readonly ToolDefinition[];
  readonly tools: ToolRunner;
  readonly session: string;
  /** The worker whose agent calls; absent in place. */
  readonly worker?: WorkerName | undefined;
  readonly version: string;
}

/** The server asks its client for nothing, so it has no answers to validate; the SDK would load its validator for each request. */
const OPTIONS: ServerOptions = {
  capabilities: { tools: {} },
  jsonSchemaValidator: {
    getValidator: () => {
      throw new Error('the server validates nothing');
    },
  },
};

/** Returns the server. It answers a refused or malformed call with an `isError` result, so that the model reads the reason. */
export function createToolServer({
  definitions,
  tools,
  session,
  worker,
  version,
}: ToolServerOptions): Server {
  const server = new Server({ name: 'iteratr', version }, OPTIONS);
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: definitions.map(described) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      const { name: tool, arguments: input = {} } = params;
      const call = { tool, session, input, actor: 'agent', worker } as const;
      const { text } = await tools.run(call);
      return { content: [{ type: 'text', text }] };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { content: [{ type: 'text', text: plainLine(error.message, ERROR_LENGTH) }], isError: true };
    }
  });
  return server;
}

function described({ name, description, parameters }: ToolDefinition) {
  const inputSchema = {
    type: 'object' as const,
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter)])),
    required: parameters.filter(({ required }) => required).map((parameter) => parameter.name),
    additionalProperties: false,
  };
  return { name, description, inputSchema };
}

function schemaOf({ kind, description, values, items }: ToolParameter): Record<string, unknown> {
  const allowed = values === undefined ? {} : { enum: values };
  switch (kind) {
    case 'text':
      return { type: 'string', description, ...allowed };
    case 'integer':
      return { type: 'integer', description, ...allowed };
    case 'list':
    case 'texts':
      return { type: 'array', items: { type: 'string' }, description };
    case 'json':
      return { type: 'array', items, description };
    default:
      return kind satisfies never;
  }
}
