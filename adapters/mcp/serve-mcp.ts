// Answers MCP requests over HTTP. Loads the MCP package, and is loaded itself when an agent connects.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { parseMessage } from './json-rpc.ts';
import { reply } from './reply.ts';
import { createToolServer, type ToolServerOptions } from './tool-server.ts';

/** Serves an MCP request statelessly: each request gets its own server and transport, so no session can be lost. */
export async function serveMcp(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  options: ToolServerOptions,
): Promise<void> {
  const parsed = parseMessage(body);
  if ('refusal' in parsed) {
    const isUnusable = parsed.refusal.error.code !== ErrorCode.InvalidParams;
    return reply(response, isUnusable ? 400 : 200, parsed.refusal);
  }
  const server = createToolServer(options);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once('close', () => void server.close());
  // The SDK's class and its own interface disagree under exactOptionalPropertyTypes.
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response, parsed.message);
}
