// Functions to script a model: its answers, and how to choose an answer from the conversation.
import type { Conversation } from './conversation.ts';

export interface ToolUse {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One answer of the model, or one way to fail. */
export type Reply =
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly thought: string;
      readonly calls: readonly ToolUse[];
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly message: string;
      readonly retryAfterSeconds?: number | undefined;
    }
  | { readonly kind: 'hang' };

/** Chooses the next answer from the request alone. */
export type Script = (conversation: Conversation) => Reply | Promise<Reply>;

function message(text: string, calls: readonly ToolUse[] = []): Reply {
  return { kind: 'message', text, thought: '', calls };
}

/** Answers with text, which ends the turn. */
export function say(text: string): Reply {
  return message(text);
}

/** Calls a tool by the agent's name for it. Tools of MCP servers are named `<server>_<tool>`. */
export function tool(name: string, args: Readonly<Record<string, unknown>> = {}): Reply {
  return message('', [{ name, args }]);
}

export function bash(command: string, description = 'Runs a command'): Reply {
  return tool('bash', { command, description });
}

/** Writes a file. opencode requires an absolute `path`. */
export function write(path: string, content: string): Reply {
  return tool('write', { filePath: path, content });
}

export function edit(path: string, oldString: string, newString: string): Reply {
  return tool('edit', { filePath: path, oldString, newString });
}

/** Combines several replies into one: all texts in order, then all calls. */
export function together(...replies: readonly Reply[]): Reply {
  const parts = replies.map((reply) => {
    if (reply.kind !== 'message') throw new Error(`a reply of kind ${reply.kind} cannot be part of another`);
    return reply;
  });
  return {
    kind: 'message',
    text: parts.map(({ text }) => text).join(''),
    thought: parts.map(({ thought }) => thought).join(''),
    calls: parts.flatMap(({ calls }) => calls),
  };
}

/** Reasoning that is streamed before the answer. Use it in `together`. */
export function think(thought: string): Reply {
  return { kind: 'message', text: '', thought, calls: [] };
}

/** An answer without text and calls, which opencode treats as the end of the turn. */
export function nothing(): Reply {
  return message('');
}

/** Fails with an HTTP error of a provider: 401, 429, 500 … opencode itself retries after 429 and 5xx. */
export function fail(status: number, text: string, retryAfterSeconds?: number): Reply {
  return { kind: 'error', status, message: text, retryAfterSeconds };
}

/** Accepts the request and never answers. */
export function hang(): Reply {
  return { kind: 'hang' };
}

/** Gives these replies in order after each prompt, then a text that ends the turn. */
export function inOrder(...replies: readonly Reply[]): Script {
  return ({ step }) => replies[step] ?? say('Done.');
}

/** Uses the script of the first pattern that matches the last user message. If none matches, answers with a text that says so. */
export function byPrompt(...cases: readonly (readonly [pattern: RegExp, script: Script])[]): Script {
  return (conversation) => {
    const found = cases.find(([pattern]) => pattern.test(conversation.prompt));
    return found ? found[1](conversation) : say('The script has nothing for this prompt.');
  };
}
