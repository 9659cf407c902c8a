// Recognises why an agent failed from the fields of a JSON-RPC error: status codes, error names and wait times.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import type { FailureCause } from '../../../domain/run/failure-cause.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import { reportedPlaces } from './reported-places.ts';
import { resetTime } from './reset-time.ts';

/** A JSON-RPC error: https://www.jsonrpc.org/specification#error_object */
export interface ReportedError {
  readonly code: number;
  readonly data?: unknown;
  readonly message?: string;
}

/** 529 is Anthropic's and Bedrock's: https://docs.claude.com/en/api/errors */
const STATUSES: ReadonlyMap<number, FailureCause> = new Map([
  [401, 'login'],
  [402, 'credit'],
  [413, 'context_too_long'],
  [429, 'rate_limited'],
  [502, 'overloaded'],
  [503, 'overloaded'],
  [504, 'overloaded'],
  [529, 'overloaded'],
]);

/** Error names as providers write them, compared in lower case. */
const NAMES: ReadonlyMap<string, FailureCause> = new Map([
  // Anthropic
  ['authentication_error', 'login'],
  ['request_too_large', 'context_too_long'],
  ['billing_error', 'credit'],
  ['rate_limit_error', 'rate_limited'],
  ['overloaded_error', 'overloaded'],
  // OpenAI
  ['invalid_api_key', 'login'],
  ['context_length_exceeded', 'context_too_long'],
  ['server_is_overloaded', 'overloaded'],
  ['insufficient_quota', 'credit'],
  ['rate_limit_exceeded', 'rate_limited'],
  // Codex with a subscription
  ['usage_limit_reached', 'usage_window'],
  // Google
  ['unauthenticated', 'login'],
  ['unavailable', 'overloaded'],
  ['ratelimitexceeded', 'rate_limited'],
  ['resource_exhausted', 'rate_limited'],
  ['model_capacity_exhausted', 'overloaded'],
  // opencode
  ['providerautherror', 'login'],
  ['contextoverflowerror', 'context_too_long'],
  // llama.cpp
  ['exceed_context_size_error', 'context_too_long'],
  // Node.js: https://nodejs.org/api/errors.html#common-system-errors
  ['econnrefused', 'network'],
  ['econnreset', 'network'],
  ['enotfound', 'network'],
  ['eai_again', 'network'],
  ['etimedout', 'network'],
  ['enetunreach', 'network'],
  ['ehostunreach', 'network'],
  ['und_err_connect_timeout', 'network'],
  ['und_err_socket', 'network'],
]);

const STATUS_FIELDS = ['status', 'statusCode', 'status_code', 'code'];
const NAME_FIELDS = ['type', 'name', 'errorName', 'code', 'status', 'reason'];

/** Looks at the error's code, its data, and JSON in its message. Returns undefined if none of them names a known failure. */
export function structuredFailure(
  { code, data, message }: ReportedError,
  now: Date,
): AgentFailure | undefined {
  const places = reportedPlaces(data, message);
  const cause = firstOf(places, nameOf) ?? STATUSES.get(code) ?? firstOf(places, statusOf);
  if (!cause) return undefined;
  const retryAfterMs = firstOf(places, (place) => waitOf(place, now));
  return retryAfterMs === undefined ? { cause } : { cause, retryAfterMs };
}

/** A name says more than a status: a 429 may mean that the account has no credit. */
function nameOf(place: Fields): FailureCause | undefined {
  return firstOf(NAME_FIELDS, (field) => NAMES.get(textOf(place[field])?.toLowerCase() ?? ''));
}

function statusOf(place: Fields): FailureCause | undefined {
  return firstOf(STATUS_FIELDS, (field) => STATUSES.get(numberOf(place[field]) ?? 0));
}

/** Returns the wait in milliseconds. A `retry-after` header is a number of seconds or a date. */
function waitOf(place: Fields, now: Date): number | undefined {
  const headers = lowerCased({ ...fieldsOf(place.headers), ...fieldsOf(place.responseHeaders) });
  const ms =
    amountOf(place.retryAfterMs) ?? amountOf(place.retry_after_ms) ?? amountOf(headers['retry-after-ms']);
  const seconds =
    amountOf(place.retryAfter) ??
    amountOf(place.retry_after) ??
    amountOf(place.resets_in_seconds) ??
    amountOf(headers['retry-after']);
  if (ms !== undefined || seconds !== undefined) return ms ?? Math.ceil((seconds ?? 0) * 1_000);
  // A date, an epoch, or a duration such as Google's `34.07s`.
  const written = [
    headers['retry-after'],
    place.resets_at,
    place.resetsAt,
    place.reset_at,
    place.retryDelay,
    place.quotaResetDelay,
    headers['anthropic-ratelimit-unified-reset'],
  ];
  const date = firstOf(written, (value) => resetTime(`resets in ${String(value ?? '')}`, { now }));
  return date && date.at.getTime() - now.getTime();
}

function lowerCased(headers: Fields): Fields {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function amountOf(value: unknown): number | undefined {
  const text = textOf(value)?.trim();
  const amount = text ? Number(text) : numberOf(value);
  return amount !== null && Number.isFinite(amount) && amount > 0 ? amount : undefined;
}

function firstOf<Item, Value>(
  items: readonly Item[],
  find: (item: Item) => Value | undefined,
): Value | undefined {
  for (const item of items) {
    const value = find(item);
    if (value !== undefined) return value;
  }
  return undefined;
}
