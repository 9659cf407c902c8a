// A model provider for tests and demos: an OpenAI-compatible server on loopback that answers from a script.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatRequest, readConversation } from './conversation.ts';
import type { Reply, Script } from './script.ts';

export interface ModelServer {
  /** The base URL to give to the agent, ending in `/v1`. */
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
      sendError(response, 500, String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== '/v1/chat/completions') return sendError(response, 404, `No such path: ${pathname}`);
    const chat: ChatRequest = JSON.parse(await bodyOf(request));
    if (!chat.tools?.length) return stream(response, chat, TITLE, 0);
    requests.push(chat);
    const reply = await script(readConversation(chat));
    if (reply.kind === 'error')
      return sendError(response, reply.status, reply.message, reply.retryAfterSeconds);
    if (reply.kind === 'message') await stream(response, chat, reply, options.chunkDelayMs ?? 0);
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

type Message = Reply & { readonly kind: 'message' };

/** The answer to opencode's request for a session title, which it sends once per session, without tools. */
const TITLE: Message = { kind: 'message', text: 'Scripted work', thought: '', calls: [] };

/** https://platform.openai.com/docs/api-reference/chat-streaming */
async function stream(
  response: ServerResponse,
  chat: ChatRequest,
  reply: Message,
  delayMs: number,
): Promise<void> {
  const head = { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 0, model: chat.model };
  const send = (fields: object): boolean =>
    response.write(`data: ${JSON.stringify({ ...head, ...fields })}\n\n`);
  const choice = (delta: object, finish: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const delta of deltasOf(chat, reply)) {
    send(choice(delta));
    if (delayMs > 0) await sleep(delayMs);
  }
  send(choice({}, reply.calls.length > 0 ? 'tool_calls' : 'stop'));
  send({ choices: [], usage: usageOf(chat, reply) });
  response.end('data: [DONE]\n\n');
}

/** Yields the deltas of a message. Ids of tool calls are unique in the conversation, because it only grows. */
function* deltasOf(chat: ChatRequest, { text, thought, calls }: Message): Generator<object> {
  for (const words of wordsOf(thought)) yield { role: 'assistant', reasoning_content: words };
  for (const words of wordsOf(text)) yield { role: 'assistant', content: words };
  for (const [index, { name, args }] of calls.entries()) {
    const id = `call_${chat.messages.length}_${index}`;
    const tool = { index, id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
    yield { role: 'assistant', tool_calls: [tool] };
  }
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);
}

/** Estimates the usage with about four characters per token. */
function usageOf(chat: ChatRequest, reply: Message): object {
  const prompt = Math.ceil(JSON.stringify(chat.messages).length / 4);
  const completion = Math.ceil(JSON.stringify([reply.text, reply.thought, reply.calls]).length / 4);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function sendError(response: ServerResponse, status: number, text: string, retryAfter?: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  response.end(JSON.stringify({ error: { message: text, type: 'scripted', code: status } }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  return body;
}
