// The loopback endpoint of a running build: MCP for the agent, and tool calls handed over by `iteratr tool`.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ToolCall } from '../../application/tools/run-tool.ts';
import { AppError } from '../../domain/errors.ts';
import { createToolServer, type ToolServerOptions } from './tool-server.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface HttpEndpoint {
  /** `http://127.0.0.1:<port>`; MCP is served at `/mcp`, tool calls at `/tool`. */
  readonly url: string;
  /** What requests must carry as `Authorization: Bearer …`. */
  readonly token: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Listens on a free loopback port. Throws `AdapterError` `PORT` when that fails. */
export async function openHttpEndpoint(
  options: ToolServerOptions & { readonly logger: Logger },
): Promise<HttpEndpoint> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    handle(request, response, token, options).catch((error: unknown) => {
      options.logger.error('a request to the loopback endpoint failed', { error });
      if (!response.headersSent)
        reply(response, 500, { error: { code: 'INTERNAL', message: 'internal error' } });
      else response.destroy();
    });
  });
  const { port } = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new AdapterError('PORT', `no loopback port can be opened: ${cause.message}`, { cause }));
    });
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  options: ToolServerOptions,
): Promise<void> {
  const refusal = refusalOf(request, token);
  if (refusal)
    return reply(response, refusal.status, { error: { code: 'REFUSED', message: refusal.message } });
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return reply(response, 405, { error: { code: 'INPUT', message: 'only POST is served' } });
  }
  const body = await readJson(request);
  if (body === undefined)
    return reply(response, 400, { error: { code: 'INPUT', message: 'the body is no JSON' } });
  if (request.url === '/mcp') return serveMcp(request, response, body, options);
  if (request.url === '/tool') return serveTool(response, body as ToolCall, options);
  return reply(response, 404, { error: { code: 'INPUT', message: 'there is /mcp and /tool' } });
}

/** A page in a browser can reach the port, also under a name of its own: Host and Origin tell it from the agent. */
function refusalOf(
  { headers }: IncomingMessage,
  token: string,
): { status: number; message: string } | undefined {
  const host = headers.host?.replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost')
    return { status: 403, message: 'the Host is not this machine' };
  if (headers.origin !== undefined) return { status: 403, message: 'requests of web pages are not served' };
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  const matches = given.length === wanted.length && timingSafeEqual(given, wanted);
  return matches ? undefined : { status: 401, message: 'the bearer token is missing or wrong' };
}

/** undefined when the body is no JSON or too large. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Stateless: every request has a server and a transport of its own, so that no session has to be kept or can be lost. */
async function serveMcp(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  options: ToolServerOptions,
): Promise<void> {
  const server = createToolServer(options);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once('close', () => void server.close());
  // The SDK's class and its own interface disagree under exactOptionalPropertyTypes.
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response, body);
}

async function serveTool(
  response: ServerResponse,
  call: ToolCall,
  { tools }: ToolServerOptions,
): Promise<void> {
  try {
    reply(response, 200, { result: await tools.run(call) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    reply(response, 422, { error: { code: error.code, message: error.message } });
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
