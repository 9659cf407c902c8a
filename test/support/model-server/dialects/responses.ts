// OpenAI's Responses: https://platform.openai.com/docs/api-reference/responses-streaming
import type { ChatMessage, ChatRequest } from '../conversation.ts';
import { callId, type Dialect, type Message, sse, usageOf, wordsOf } from './dialect.ts';

interface Item {
  readonly type?: string;
  readonly role?: string;
  readonly content?: unknown;
  readonly call_id?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly arguments?: string;
  readonly input?: string;
  readonly output?: unknown;
}

interface Tool {
  readonly type: string;
  readonly name?: string;
  readonly tools?: readonly { readonly name: string }[];
}

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly input: string | readonly Item[];
  readonly tools?: readonly Tool[];
}

/** Separates the namespace of a tool from its name, in scripts only. */
const NAMESPACE = '::';

export const RESPONSES: Dialect = {
  speaks: (path) => path.endsWith('/responses'),

  read: (text) => {
    const { model, stream = false, input, tools = [] } = JSON.parse(text) as Body;
    return {
      model,
      stream,
      messages: typeof input === 'string' ? [{ role: 'user', content: input }] : messagesOf(input),
      tools: tools.flatMap(namesOf).map((name) => ({ function: { name } })),
    };
  },

  *stream(chat, reply) {
    const event = (type: string, fields: object): string => sse({ type, ...fields }, type);
    yield event('response.created', { response: responseOf(chat, 'in_progress', []) });
    const items = itemsOf(chat, reply);
    for (const [output_index, item] of items.entries()) {
      yield event('response.output_item.added', { output_index, item });
      if (item.type === 'message') {
        for (const delta of wordsOf(reply.text)) {
          yield event('response.output_text.delta', {
            item_id: item.id,
            output_index,
            content_index: 0,
            delta,
          });
        }
      }
      yield event('response.output_item.done', { output_index, item });
    }
    yield event('response.completed', { response: finished(chat, reply, items) });
  },

  whole: (chat, reply) => finished(chat, reply, itemsOf(chat, reply)),
  error: (status, text) => ({ error: { message: text, type: 'scripted', code: String(status) } }),
};

function namesOf({ name, tools }: Tool): string[] {
  if (tools) return tools.map((tool) => `${name ?? ''}${NAMESPACE}${tool.name}`);
  return name === undefined ? [] : [name];
}

/** One answer of the model is several items here: texts and calls that follow each other belong together. */
function messagesOf(items: readonly Item[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const item of items) {
    const { type = 'message', role, content, call_id = '', name = '', namespace } = item;
    if (type.endsWith('call_output')) {
      messages.push({ role: 'tool', tool_call_id: call_id, content: textOf(item.output) });
    } else if (type.endsWith('_call')) {
      const full = namespace === undefined ? name : `${namespace}${NAMESPACE}${name}`;
      const args = item.arguments ?? JSON.stringify({ input: item.input });
      extend(messages, { tool_calls: [{ id: call_id, function: { name: full, arguments: args } }] });
    } else if (type === 'message' && role === 'assistant') {
      extend(messages, { content: textOf(content) });
    } else if (type === 'message' && role === 'user') {
      messages.push({ role, content: textOf(content) });
    }
  }
  return messages;
}

function extend(messages: ChatMessage[], { content, tool_calls = [] }: Omit<ChatMessage, 'role'>): void {
  const last = messages.at(-1);
  const before = last?.role === 'assistant' ? (messages.pop() as ChatMessage) : undefined;
  messages.push({
    role: 'assistant',
    content: `${before?.content ?? ''}${content ?? ''}`,
    tool_calls: [...(before?.tool_calls ?? []), ...tool_calls],
  });
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return JSON.stringify(content ?? '');
  return content.map((part: { text?: string }) => part.text ?? '').join('\n');
}

interface OutputItem {
  readonly type: 'message' | 'function_call';
  readonly id: string;
}

function itemsOf(chat: ChatRequest, { text, calls }: Message): readonly OutputItem[] {
  const message = {
    type: 'message',
    id: `msg_${chat.messages.length}`,
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  } as const;
  const functionCalls = calls.map(({ name, args }, index) => {
    const [own = '', namespace] = name.split(NAMESPACE).reverse();
    return {
      type: 'function_call',
      id: `fc_${callId(chat, index)}`,
      call_id: callId(chat, index),
      status: 'completed',
      name: own,
      ...(namespace !== undefined && { namespace }),
      arguments: JSON.stringify(args),
    } as const;
  });
  return [...(text === '' ? [] : [message]), ...functionCalls];
}

function responseOf({ model, messages }: ChatRequest, status: string, output: readonly OutputItem[]): object {
  return { id: `resp_${messages.length}`, object: 'response', created_at: 0, status, model, output };
}

function finished(chat: ChatRequest, reply: Message, items: readonly OutputItem[]): object {
  const { input, output } = usageOf(chat, reply);
  return {
    ...responseOf(chat, 'completed', items),
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  };
}
