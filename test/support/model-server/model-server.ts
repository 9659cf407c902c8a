// A model provider for tests and demos: a server on loopback that answers from a script, in the dialect of each request.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatRequest, readConversation } from './conversation.ts';
import { CHAT } from './dialects/chat.ts';
import type { Dialect, Message } from './dialects/dialect.ts';
import { GENERATE_CONTENT } from './dialects/generate-content.ts';
import { MESSAGES } from './dialects/messages.ts';
import { RESPONSES } from './dialects/responses.ts';
import type { Reply, Script } from './script.ts';

export interface ModelServer {
  /** The base URL to give to the agent, ending in `/v1`; those of some dialects have another path, or none. */
  readonly url: string;
  /** The requests that the script answered, oldest first; requests for titles are not included. */
  readonly requests: readonly ChatRequest[];
  /** Errors thrown by the script. The agent gets each as HTTP 500 and retries. */
  readonly failures: readonly unknown[];
  /** Ends hanging requests and closes the port. Can be called repeatedly. */
  close(): Promise<void>;
}

export interface ModelServerOptions {
  /** Delay between two chunks of an answer, to watch the answer arrive. Defaults to none. */
  readonly chunkDelayMs?: number;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startModelServer(
  script: Script,
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const requests: ChatRequest[] = [];
  const failures: unknown[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      failures.push(error);
      sendError(response, CHAT, { status: 500, message: String(error) });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const dialect = DIALECTS.find(({ speaks }) => speaks(pathname));
    if (!dialect) return sendError(response, CHAT, { status: 404, message: `No such path: ${pathname}` });
    const chat = dialect.read(await bodyOf(request), pathname);
    if (!chat.tools?.length) return send(response, dialect, chat, TITLE, 0);
    requests.push(chat);
    const reply = await script(readConversation(chat));
    if (reply.kind === 'error') return sendError(response, dialect, reply);
    if (reply.kind === 'message') await send(response, dialect, chat, reply, options.chunkDelayMs ?? 0);
  }

  let closed: Promise<void> | null = null;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    failures,
    close() {
      closed ??= once(server, 'close').then(() => {});
      server.close();
      server.closeAllConnections();
      return closed;
    },
  };
}

const DIALECTS: readonly Dialect[] = [CHAT, MESSAGES, RESPONSES, GENERATE_CONTENT];

/** The answer to a request without tools, with which agents ask for a session title. */
const TITLE: Message = { kind: 'message', text: 'Scripted work', thought: '', calls: [] };

async function send(
  response: ServerResponse,
  { stream, whole }: Dialect,
  chat: ChatRequest,
  reply: Message,
  delayMs: number,
): Promise<void> {
  if (chat.stream === false) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(whole(chat, reply)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of stream(chat, reply)) {
    response.write(event);
    if (delayMs > 0) await sleep(delayMs);
  }
  response.end();
}

type Failure = Omit<Extract<Reply, { readonly kind: 'error' }>, 'kind'>;

function sendError(
  response: ServerResponse,
  dialect: Dialect,
  { status, message, retryAfterSeconds }: Failure,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(JSON.stringify(dialect.error(status, message)));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  return body;
}
