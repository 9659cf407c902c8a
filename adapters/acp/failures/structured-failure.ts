// Recognises a limit, an overload or missing credit from the fields of a JSON-RPC error: status codes, error names and wait times.
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import type { FailureCause } from '../../../domain/run/failure-cause.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import { resetTime } from './reset-time.ts';

/** A JSON-RPC error: https://www.jsonrpc.org/specification#error_object */
export interface ReportedError {
  readonly code: number;
  readonly data?: unknown;
}

/** 529 is Anthropic's and Bedrock's: https://docs.claude.com/en/api/errors */
const STATUSES: ReadonlyMap<number, FailureCause> = new Map([
  [429, 'rate_limited'],
  [529, 'overloaded'],
]);

/** Error names as providers write them, compared in lower case. */
const NAMES: ReadonlyMap<string, FailureCause> = new Map([
  // Anthropic
  ['billing_error', 'credit'],
  ['rate_limit_error', 'rate_limited'],
  ['overloaded_error', 'overloaded'],
  // OpenAI
  ['insufficient_quota', 'credit'],
  ['rate_limit_exceeded', 'rate_limited'],
  // Google
  ['ratelimitexceeded', 'rate_limited'],
  ['resource_exhausted', 'rate_limited'],
  ['model_capacity_exhausted', 'overloaded'],
]);

const STATUS_FIELDS = ['status', 'statusCode', 'status_code', 'code'];
const NAME_FIELDS = ['type', 'name', 'errorName', 'code', 'status', 'reason'];

/** Looks at the error's code, its data, and an `error` in its data. Returns undefined if none of them names a known failure. */
export function structuredFailure({ code, data }: ReportedError, now: Date): AgentFailure | undefined {
  const places = [fieldsOf(data), fieldsOf(fieldsOf(data).error)];
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
  const headers = { ...fieldsOf(place.headers), ...fieldsOf(place.responseHeaders) };
  const ms =
    amountOf(place.retryAfterMs) ?? amountOf(place.retry_after_ms) ?? amountOf(headers['retry-after-ms']);
  const seconds =
    amountOf(place.retryAfter) ?? amountOf(place.retry_after) ?? amountOf(headers['retry-after']);
  if (ms !== undefined || seconds !== undefined) return ms ?? Math.ceil((seconds ?? 0) * 1_000);
  const date = resetTime(`retry-after: ${textOf(headers['retry-after']) ?? ''}`, { now });
  return date && date.at.getTime() - now.getTime();
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
