// Serves the loopback endpoint of a running build: MCP for the agent, and tool calls from `iteratr tool`.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson } from '../../application/codec/parse-json.ts';
import { AdapterError, InputError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ToolEndpoint } from '../../application/ports/tool-endpoint.port.ts';
import type { ToolCall } from '../../application/tools/run-tool.ts';
import { AppError } from '../../domain/errors.ts';
import { isWorkerName } from '../../domain/worker/worker.ts';
import { ConnectionLimit, REQUEST_LIMITS } from './connection-limit.ts';
import { MAX_MESSAGE_BYTES } from './message-limit.ts';
import { reply } from './reply.ts';
import type { ToolServerOptions } from './tool-server.ts';

/** When to load what serves MCP, if no agent has connected by then. Earlier, it would delay the start of the agent's first turn. */
const LOAD_MS = 800;

/** Listens on a free loopback port, and returns its URL and token. Throws `AdapterError` `PORT` when that fails. */
export async function openHttpEndpoint(
  options: ToolServerOptions & { readonly logger: Logger },
): Promise<ToolEndpoint> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer(REQUEST_LIMITS, (request, response) => {
    handle(request, response, { ...options, token, connections }).catch((error: unknown) => {
      options.logger.error('a request to the loopback endpoint failed', { error });
      if (!response.headersSent)
        reply(response, 500, { error: { code: 'INTERNAL', message: 'internal error' } });
      else response.destroy();
    });
  });
  const connections = new ConnectionLimit(server);
  const { port } = await listening(server);
  // A failure is reported when an agent connects.
  const loading = setTimeout(() => void loadMcp().catch(() => undefined), LOAD_MS).unref();
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        clearTimeout(loading);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function loadMcp() {
  return import('./serve-mcp.ts');
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new AdapterError('PORT', `cannot open a loopback port: ${cause.message}`, { cause }));
    });
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ToolServerOptions & { readonly token: string; readonly connections: ConnectionLimit },
): Promise<void> {
  const refusal = refusalOf(request, options.token);
  if (refusal) {
    // What a stranger still sends is not read.
    response.shouldKeepAlive = false;
    return reply(response, refusal.status, { error: { code: 'REFUSED', message: refusal.message } });
  }
  options.connections.trust(request.socket);
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return reply(response, 405, { error: { code: 'INPUT', message: 'only POST is served' } });
  }
  const text = await readText(request);
  if (text === undefined) {
    response.shouldKeepAlive = false;
    return reply(response, 413, { error: { code: 'INPUT', message: 'the body is larger than 4 MiB' } });
  }
  if (request.url === '/mcp') return (await loadMcp()).serveMcp(request, response, text, options);
  const body = parsed(text);
  if (body === undefined)
    return reply(response, 400, {
      error: { code: 'INPUT', message: 'the body is not JSON, or is nested too deep' },
    });
  if (request.url === '/tool') return serveTool(response, body, options);
  return reply(response, 404, { error: { code: 'INPUT', message: 'the only paths are /mcp and /tool' } });
}

/**
 * Returns why a request is refused; undefined if it is accepted. A web page in a browser can reach the port, even under its own
 * host name; the Host and Origin headers distinguish it from the agent.
 */
function refusalOf(
  { headers }: IncomingMessage,
  token: string,
): { status: number; message: string } | undefined {
  const host = headers.host?.replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost')
    return { status: 403, message: 'the Host header is not this machine' };
  if (headers.origin !== undefined) return { status: 403, message: 'requests from web pages are refused' };
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  const matches = given.length === wanted.length && timingSafeEqual(given, wanted);
  return matches ? undefined : { status: 401, message: 'the bearer token is missing or wrong' };
}

/**
 * Returns the body; undefined if it is too large. Reads a little more than it may have, because a client that is still sending
 * may miss the answer.
 */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length <= MAX_MESSAGE_BYTES) chunks.push(chunk as Buffer);
    if (length > 4 * MAX_MESSAGE_BYTES) break;
  }
  return length <= MAX_MESSAGE_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

async function serveTool(
  response: ServerResponse,
  body: unknown,
  { tools }: ToolServerOptions,
): Promise<void> {
  try {
    reply(response, 200, { result: await tools.run(toolCall(body)) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    reply(response, 422, { error: { code: error.code, message: error.message } });
  }
}

/** Returns the tool call in a body. Throws `InputError` if it is not a tool call. */
function toolCall(body: unknown): ToolCall {
  const { tool, session, input, actor, worker } = (body ?? {}) as Record<string, unknown>;
  const isInput = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (typeof tool !== 'string' || typeof session !== 'string' || !isInput) {
    throw new InputError('a tool call must be {"tool": …, "session": …, "input": {…}, "actor": …}');
  }
  if (actor !== 'agent' && actor !== 'user')
    throw new InputError('the actor of a tool call must be agent or user');
  if (worker !== undefined && !isWorkerName(worker))
    throw new InputError('the worker of a tool call must be a name such as w1');
  return { tool, session, input: input as ToolCall['input'], actor, worker };
}
