// Gemini's generateContent: https://ai.google.dev/api/generate-content
import type { ChatMessage, ChatRequest } from '../conversation.ts';
import { callId, type Dialect, type Message, sse, usageOf, wordsOf } from './dialect.ts';

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { readonly id?: string; readonly name: string; readonly args?: unknown };
  readonly functionResponse?: { readonly id?: string; readonly name: string; readonly response?: unknown };
}

interface Body {
  readonly contents: readonly { readonly role?: string; readonly parts?: readonly Part[] }[];
  readonly tools?: readonly { readonly functionDeclarations?: readonly { readonly name: string }[] }[];
}

const PATH = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

export const GENERATE_CONTENT: Dialect = {
  speaks: (path) => PATH.test(path),

  read: (text, path) => {
    const { contents, tools = [] } = JSON.parse(text) as Body;
    const [, model = '', method] = PATH.exec(path) ?? [];
    return {
      model,
      stream: method === 'streamGenerateContent',
      messages: messagesOf(contents),
      tools: tools.flatMap(({ functionDeclarations = [] }) =>
        functionDeclarations.map(({ name }) => ({ function: { name } })),
      ),
    };
  },

  *stream(chat, reply) {
    for (const words of wordsOf(reply.thought)) yield sse(candidate([{ text: words, thought: true }]));
    for (const words of wordsOf(reply.text)) yield sse(candidate([{ text: words }]));
    yield sse(last(chat, reply, callsOf(chat, reply)));
  },

  whole: (chat, reply) => last(chat, reply, [{ text: reply.text }, ...callsOf(chat, reply)]),
  error: (status, text) => ({ error: { code: status, message: text, status: statusName(status) } }),
};

/** Results of tools are user messages in this dialect. A result without an id belongs to the oldest open call of its name. */
function messagesOf(contents: Body['contents']): ChatMessage[] {
  const open: { id: string; name: string }[] = [];
  let count = 0;
  return contents.flatMap(({ role, parts = [] }): ChatMessage[] => {
    const content = parts
      .flatMap(({ text, thought }) => (text === undefined || thought ? [] : text))
      .join('\n');
    if (role === 'model') {
      const tool_calls = parts.flatMap(({ functionCall: call }) => {
        if (!call) return [];
        const id = call.id ?? `open_${++count}`;
        open.push({ id, name: call.name });
        return { id, function: { name: call.name, arguments: JSON.stringify(call.args ?? {}) } };
      });
      return [{ role: 'assistant', content, tool_calls }];
    }
    const results = parts.flatMap(({ functionResponse: result }) => result ?? []);
    if (results.length === 0) return [{ role: 'user', content }];
    return results.map(({ id, name, response }) => {
      const at = open.findIndex((call) => (id === undefined ? call.name === name : call.id === id));
      const [call] = open.splice(Math.max(0, at), 1);
      return { role: 'tool', tool_call_id: call?.id ?? '', content: JSON.stringify(response) };
    });
  });
}

function callsOf(chat: ChatRequest, { calls }: Message): Part[] {
  return calls.map(({ name, args }, index) => ({ functionCall: { id: callId(chat, index), name, args } }));
}

function candidate(parts: readonly Part[], finishReason?: string): object {
  return { candidates: [{ index: 0, content: { role: 'model', parts }, finishReason }] };
}

function last(chat: ChatRequest, reply: Message, parts: readonly Part[]): object {
  const { input, output } = usageOf(chat, reply);
  return {
    ...candidate(parts.length > 0 ? parts : [{ text: '' }], 'STOP'),
    usageMetadata: {
      promptTokenCount: input,
      candidatesTokenCount: output,
      totalTokenCount: input + output,
    },
    modelVersion: chat.model,
  };
}

function statusName(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED';
  return status === 429 ? 'RESOURCE_EXHAUSTED' : 'INTERNAL';
}
