// Reads a request to the model server for scripts: the prompt to answer, and the results of the tools so far.

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content?: unknown;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
}

export interface ChatRequest {
  readonly model: string;
  /** Whether the answer is to be streamed. */
  readonly stream?: boolean;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

interface ToolResult {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The tool's result as the model sees it. */
  readonly text: string;
}

/**
 * One request as a script sees it. Everything comes from the request, so a script needs no state, and fresh contexts, subagents,
 * repeated requests and concurrent agents cannot confuse it.
 */
export interface Conversation {
  /** The last user message. */
  readonly prompt: string;
  /** All user messages, oldest first; a fresh context has one. */
  readonly prompts: readonly string[];
  /** Number of answers of the model since the last user message. */
  readonly step: number;
  /** Results of the tools since the last user message, oldest first. */
  readonly results: readonly ToolResult[];
  /** Names of the tools that the model may call. */
  readonly tools: readonly string[];
  readonly request: ChatRequest;
  /** Returns the text of the last result of this tool, or of any tool if none is given; '' if there is none. */
  lastResult(tool?: string): string;
}

export function readConversation(request: ChatRequest): Conversation {
  const { messages } = request;
  const users = messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content));
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const results = turn.filter(({ role }) => role === 'tool').map((message) => resultOf(message, turn));
  return {
    prompt: users.at(-1) ?? '',
    prompts: users,
    step: turn.filter(({ role }) => role === 'assistant').length,
    results,
    tools: (request.tools ?? []).map((tool) => tool.function.name),
    request,
    lastResult: (tool) =>
      results.findLast((result) => tool === undefined || result.tool === tool)?.text ?? '',
  };
}

function resultOf(message: ChatMessage, turn: readonly ChatMessage[]): ToolResult {
  const call = turn
    .flatMap(({ tool_calls }) => tool_calls ?? [])
    .find(({ id }) => id === message.tool_call_id);
  return {
    tool: call?.function.name ?? '',
    args: JSON.parse(call?.function.arguments || '{}'),
    text: textOf(message.content),
  };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: string }) => part.text ?? '').join('\n');
}
