// Checks MCP messages before the SDK gets them: it answers a malformed one with a dump of its schemas, or not at all.
import {
  CallToolRequestSchema,
  ErrorCode,
  InitializeRequestSchema,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { isNestedTooDeep, MAX_NESTING } from '../../application/codec/parse-json.ts';

/** The answer to a message that cannot be handled. `id` is null if the message has none that can be repeated. */
export interface Refusal {
  readonly jsonrpc: '2.0';
  readonly id: string | number | null;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

export const TOO_LARGE = refusal(ErrorCode.InvalidRequest, 'the message has more than 4 MiB');

const TOO_DEEP = refusal(ErrorCode.InvalidRequest, `the message is nested deeper than ${MAX_NESTING} levels`);

const REQUEST_SCHEMAS = [InitializeRequestSchema, CallToolRequestSchema, ListToolsRequestSchema];

/** Returns the message that `text` contains, or why it is refused. */
export function parseMessage(
  text: string,
): { readonly message: JSONRPCMessage } | { readonly refusal: Refusal } {
  if (isNestedTooDeep(text)) return { refusal: TOO_DEEP };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refusal: refusal(ErrorCode.ParseError, 'the message is not valid JSON') };
  }
  const wrong = wrongForm(value);
  if (wrong !== undefined) return { refusal: refusal(ErrorCode.InvalidRequest, wrong, idOf(value)) };
  const wrongValue = wrongParams(value as { readonly method?: unknown });
  if (wrongValue !== undefined) return { refusal: refusal(ErrorCode.InvalidParams, wrongValue, idOf(value)) };
  return { message: value as JSONRPCMessage };
}

function refusal(code: ErrorCode, message: string, id: Refusal['id'] = null): Refusal {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

/** Says what keeps the value from being a message of JSON-RPC, apart from its parameters. */
function wrongForm(value: unknown): string | undefined {
  if (Array.isArray(value)) return 'batches are not supported, send one message at a time';
  if (typeof value !== 'object' || value === null) return 'a message is an object';
  const { params: _, ...rest } = value as Record<string, unknown>;
  if (rest.jsonrpc !== '2.0') return '"jsonrpc" is not "2.0"';
  if ('id' in rest && !isId(rest.id)) return '"id" is neither a string nor an integer';
  if (JSONRPCMessageSchema.safeParse(rest).success) return undefined;
  return 'the message is neither a request, nor a notification, nor a response';
}

/** Says what is wrong with the parameters of a request. */
function wrongParams(value: { readonly method?: unknown; readonly params?: unknown }): string | undefined {
  const { method, params } = value;
  const schema = REQUEST_SCHEMAS.find(({ shape }) => shape.method.value === method);
  const [issue] = (schema ?? JSONRPCMessageSchema).safeParse(value).error?.issues ?? [];
  if (!issue) return undefined;
  if (params !== undefined && (typeof params !== 'object' || Array.isArray(params)))
    return '"params" is not an object';
  return `"${issue.path.join('.')}": ${issue.message.replace(/^Invalid input: /, '')}`;
}

function idOf(value: unknown): Refusal['id'] {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return isId(id) ? id : null;
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || Number.isInteger(id);
}
