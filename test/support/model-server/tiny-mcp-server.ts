// An MCP server over HTTP with one tool, for tests that an agent really calls the tools it was given.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

export interface TinyMcpServer {
  readonly url: string;
  /** Returns how often the tool was called. */
  readonly calls: () => number;
  close(): Promise<void>;
}

/** Starts a server with the tool `name`, which takes no input and returns `text`. Requests without the bearer `token` get 401. */
export async function startTinyMcpServer(token: string, name: string, text: string): Promise<TinyMcpServer> {
  let calls = 0;
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    const mcp = new McpServer({ name: 'tiny', version: '1' });
    mcp.registerTool(name, { description: 'Gives a text.' }, () => {
      calls += 1;
      return { content: [{ type: 'text', text }] };
    });
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => mcp.close());
    await mcp.connect(transport as Parameters<McpServer['connect']>[0]);
    await transport.handleRequest(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    calls: () => calls,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
