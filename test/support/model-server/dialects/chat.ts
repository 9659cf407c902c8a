// OpenAI's chat completions, which most providers copy: https://platform.openai.com/docs/api-reference/chat-streaming
import type { ChatRequest } from '../conversation.ts';
import { callId, type Dialect, type Message, sse, usageOf, wordsOf } from './dialect.ts';

const HEAD = { id: 'chatcmpl-scripted', created: 0 };

export const CHAT: Dialect = {
  speaks: (path) => path.endsWith('/chat/completions'),
  read: (body) => {
    const chat = JSON.parse(body) as ChatRequest & { readonly tools?: readonly Partial<Tool>[] };
    // A tool of another type than `function` has no arguments in JSON.
    return chat.tools ? { ...chat, tools: chat.tools.filter(isFunction) } : chat;
  },

  *stream(chat, reply) {
    const head = { ...HEAD, object: 'chat.completion.chunk', model: chat.model };
    const choice = (delta: object, finish_reason: string | null = null) =>
      sse({ ...head, choices: [{ index: 0, delta, finish_reason }] });
    for (const delta of deltasOf(chat, reply)) yield choice(delta);
    yield choice({}, finishOf(reply));
    yield sse({ ...head, choices: [], usage: tokensOf(chat, reply) });
    yield 'data: [DONE]\n\n';
  },

  whole: (chat, reply) => ({
    ...HEAD,
    object: 'chat.completion',
    model: chat.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text,
          ...(reply.calls.length > 0 && { tool_calls: callsOf(chat, reply) }),
        },
        finish_reason: finishOf(reply),
      },
    ],
    usage: tokensOf(chat, reply),
  }),

  error: (status, text) => ({ error: { message: text, type: 'scripted', code: status } }),
};

type Tool = NonNullable<ChatRequest['tools']>[number];

function isFunction(tool: Partial<Tool>): tool is Tool {
  return tool.function !== undefined;
}

function* deltasOf(chat: ChatRequest, reply: Message): Generator<object> {
  for (const words of wordsOf(reply.thought)) yield { role: 'assistant', reasoning_content: words };
  for (const words of wordsOf(reply.text)) yield { role: 'assistant', content: words };
  for (const call of callsOf(chat, reply)) yield { role: 'assistant', tool_calls: [call] };
}

function callsOf(chat: ChatRequest, { calls }: Message): object[] {
  return calls.map(({ name, args }, index) => ({
    index,
    id: callId(chat, index),
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
}

function finishOf({ calls }: Message): string {
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function tokensOf(chat: ChatRequest, reply: Message): object {
  const { input, output } = usageOf(chat, reply);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}
