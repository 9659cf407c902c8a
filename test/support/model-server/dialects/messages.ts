// Anthropic's Messages: https://docs.claude.com/en/api/messages-streaming
import type { ChatMessage, ChatRequest } from '../conversation.ts';
import { callId, type Dialect, type Message, sse, usageOf, wordsOf } from './dialect.ts';

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: unknown;
  readonly tool_name?: string;
}

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly {
    readonly role: 'user' | 'assistant';
    readonly content: string | readonly Block[];
  }[];
  readonly tools?: readonly { readonly name: string }[];
}

export const MESSAGES: Dialect = {
  speaks: (path) => path.endsWith('/messages'),

  read: (text) => {
    const { model, stream = false, messages, tools } = JSON.parse(text) as Body;
    return {
      model,
      stream,
      messages: messages.flatMap(({ role, content }) =>
        messagesOf(role, typeof content === 'string' ? [{ type: 'text', text: content }] : content),
      ),
      tools: tools?.map(({ name }) => ({ function: { name } })) ?? [],
    };
  },

  *stream(chat, reply) {
    const event = (type: string, fields: object): string => sse({ type, ...fields }, type);
    const { input, output } = usageOf(chat, reply);
    yield event('message_start', {
      message: { ...headOf(chat), content: [], stop_reason: null, usage: tokensOf(input, 1) },
    });
    let index = 0;
    const block = function* (content_block: object, deltas: readonly object[]): Generator<string> {
      yield event('content_block_start', { index, content_block });
      for (const delta of deltas) yield event('content_block_delta', { index, delta });
      yield event('content_block_stop', { index });
      index += 1;
    };
    const deltas = (text: string) => wordsOf(text).map((words) => ({ type: 'text_delta', text: words }));
    if (reply.text !== '') yield* block({ type: 'text', text: '' }, deltas(reply.text));
    for (const [number, { name, args }] of reply.calls.entries()) {
      const partial_json = JSON.stringify(args);
      const use = { type: 'tool_use', id: callId(chat, number), name, input: {} };
      yield* block(use, [{ type: 'input_json_delta', partial_json }]);
    }
    const delta = { stop_reason: stopOf(reply), stop_sequence: null };
    yield event('message_delta', { delta, usage: tokensOf(input, output) });
    yield event('message_stop', {});
  },

  whole: (chat, reply) => {
    const { input, output } = usageOf(chat, reply);
    const calls = reply.calls.map(({ name, args }, index) => ({
      ...{ type: 'tool_use', id: callId(chat, index), name, input: args },
    }));
    const content = [...(reply.text === '' ? [] : [{ type: 'text', text: reply.text }]), ...calls];
    return { ...headOf(chat), content, stop_reason: stopOf(reply), usage: tokensOf(input, output) };
  },

  error: (status, text) => ({ type: 'error', error: { type: errorType(status), message: text } }),
};

/** Results of tools are user messages in this dialect; what an agent adds to them is no prompt. */
function messagesOf(role: 'user' | 'assistant', blocks: readonly Block[]): ChatMessage[] {
  const content = textOf(blocks);
  if (role === 'assistant') {
    const tool_calls = blocks
      .filter(({ type }) => type === 'tool_use')
      .map(({ id = '', name = '', input }) => ({ id, function: { name, arguments: JSON.stringify(input) } }));
    return [{ role, content, tool_calls }];
  }
  const results = blocks.filter(({ type }) => type === 'tool_result');
  if (results.length === 0) return [{ role, content }];
  return results.map(({ tool_use_id = '', content: result }) => ({
    role: 'tool',
    tool_call_id: tool_use_id,
    content: typeof result === 'string' ? result : textOf((result ?? []) as readonly Block[]),
  }));
}

function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap(({ text, tool_name }) => text ?? tool_name ?? []).join('\n');
}

function headOf({ model }: ChatRequest): object {
  return { id: 'msg_scripted', type: 'message', role: 'assistant', model };
}

function stopOf({ calls }: Message): string {
  return calls.length > 0 ? 'tool_use' : 'end_turn';
}

function tokensOf(input: number, output: number): object {
  return {
    input_tokens: input,
    output_tokens: output,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  };
}

function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  return status === 429 ? 'rate_limit_error' : 'api_error';
}
