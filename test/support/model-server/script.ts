// Words to script a model with: what it answers, and how an answer is chosen from the conversation.
import type { Conversation } from './conversation.ts';

interface ToolUse {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One answer of the model, or one of the ways not to give any. */
export type Reply =
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly thought: string;
      readonly calls: readonly ToolUse[];
    }
  | { readonly kind: 'error'; readonly status: number; readonly message: string }
  | { readonly kind: 'hang' };

/** Decides the next answer from the request alone. */
export type Script = (conversation: Conversation) => Reply | Promise<Reply>;

function message(text: string, calls: readonly ToolUse[] = []): Reply {
  return { kind: 'message', text, thought: '', calls };
}

/** Text, and with it the end of the turn. */
export function say(text: string): Reply {
  return message(text);
}

/** A call of a tool by the name the agent gives it; those of MCP servers are `<server>_<tool>`. */
export function tool(name: string, args: Readonly<Record<string, unknown>> = {}): Reply {
  return message('', [{ name, args }]);
}

export function bash(command: string, description = 'Runs a command'): Reply {
  return tool('bash', { command, description });
}

/** `path` is absolute, as opencode wants it. */
export function write(path: string, content: string): Reply {
  return tool('write', { filePath: path, content });
}

export function edit(path: string, oldString: string, newString: string): Reply {
  return tool('edit', { filePath: path, oldString, newString });
}

/** Several replies in one: their texts in order, then all their calls. */
export function together(...replies: readonly Reply[]): Reply {
  const parts = replies.map((reply) => {
    if (reply.kind !== 'message') throw new Error(`A reply of kind ${reply.kind} cannot be part of another.`);
    return reply;
  });
  return {
    kind: 'message',
    text: parts.map(({ text }) => text).join(''),
    thought: parts.map(({ thought }) => thought).join(''),
    calls: parts.flatMap(({ calls }) => calls),
  };
}

/** Reasoning that is streamed before the rest; goes into `together`. */
export function think(thought: string): Reply {
  return { kind: 'message', text: '', thought, calls: [] };
}

/** An answer without text and calls: opencode takes it for the end of the turn. */
export function nothing(): Reply {
  return message('');
}

/** An HTTP error as a provider gives it: 401, 429, 500 … opencode itself tries again after 429 and 5xx. */
export function fail(status: number, text: string): Reply {
  return { kind: 'error', status, message: text };
}

/** Takes the request and never answers. */
export function hang(): Reply {
  return { kind: 'hang' };
}

/** After each prompt these replies one after the other, then a text that ends the turn. */
export function inOrder(...replies: readonly Reply[]): Script {
  return ({ step }) => replies[step] ?? say('Done.');
}

/** The script of the first pattern that the last user message matches; the last resort is a text that says so. */
export function byPrompt(...cases: readonly (readonly [pattern: RegExp, script: Script])[]): Script {
  return (conversation) => {
    const found = cases.find(([pattern]) => pattern.test(conversation.prompt));
    return found ? found[1](conversation) : say('The script has nothing for this prompt.');
  };
}
