// What a dialect of a model provider is: how a request is read, and how an answer is written.
import type { ChatRequest } from '../conversation.ts';
import type { Reply } from '../script.ts';

export type Message = Reply & { readonly kind: 'message' };

export interface Dialect {
  /** Whether a request to this path is in the dialect. */
  readonly speaks: (path: string) => boolean;
  /** Returns a request in the form of chat completions, in which scripts see the requests of all dialects. */
  readonly read: (body: string, path: string) => ChatRequest;
  /** Yields the events of a streamed answer, as they are written to the connection. */
  readonly stream: (chat: ChatRequest, reply: Message) => Iterable<string>;
  /** Returns an answer that is not streamed. */
  readonly whole: (chat: ChatRequest, reply: Message) => object;
  /** Returns the body of an HTTP error. */
  readonly error: (status: number, text: string) => object;
}

export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** Estimates the usage with about four characters per token. */
export function usageOf({ messages }: ChatRequest, { text, thought, calls }: Message): Usage {
  const tokens = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 4);
  return { input: tokens(messages), output: tokens([text, thought, calls]) };
}

/** Returns the text in pieces, so that it arrives in several chunks. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);
}

/** Returns an id that is unique in the conversation, because that only grows. */
export function callId({ messages }: ChatRequest, index: number): string {
  return `call_${messages.length}_${index}`;
}

/** Returns a server-sent event; `type` names it where the dialect does. */
export function sse(data: object, type?: string): string {
  return `${type === undefined ? '' : `event: ${type}\n`}data: ${JSON.stringify(data)}\n\n`;
}
