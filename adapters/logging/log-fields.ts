// Turns the fields of a log line into plain JSON values: includes the causes of errors, and removes secrets.

const REDACTED = '[redacted]';
const SECRET_WORDS = [
  'token',
  'authorization',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'cookie',
  'credential',
];
/** Deeper values are cut, to keep log lines short. */
const MAX_DEPTH = 8;

/** Returns a JSON value for any value. Values under a key that names a secret become `[redacted]`. Never throws. */
export function plainValue(value: unknown, seen: readonly object[] = []): unknown {
  switch (typeof value) {
    case 'object':
      return value === null ? null : plainObject(value, seen);
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'function':
      return `[function ${value.name}]`;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    default:
      return value;
  }
}

function plainObject(value: object, seen: readonly object[]): unknown {
  if (seen.includes(value)) return '[circular]';
  if (seen.length >= MAX_DEPTH) return '[too deep]';
  const within = [...seen, value];
  try {
    if (value instanceof Error) return plainError(value, within);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL || value instanceof RegExp) return String(value);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof Map)
      return entries(
        [...value].map(([key, item]) => [String(key), item]),
        within,
      );
    if (Array.isArray(value) || value instanceof Set)
      return [...value].map((item) => plainValue(item, within));
    return entries(Object.entries(value), within);
  } catch (error) {
    // A getter or proxy failed. Keep the rest of the line.
    return `[unreadable: ${error instanceof Error ? error.message : typeof error}]`;
  }
}

function plainError(error: Error, within: readonly object[]): unknown {
  const { name, message, stack, cause } = error;
  const own = Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause'].includes(key));
  return {
    name,
    message,
    ...entries(own, within),
    stack,
    ...(error instanceof AggregateError ? { errors: plainValue(error.errors, within) } : {}),
    ...(cause === undefined ? {} : { cause: plainValue(cause, within) }),
  };
}

function entries(
  pairs: readonly (readonly [string, unknown])[],
  within: readonly object[],
): Record<string, unknown> {
  // HTTP headers are often stored as separate entries for name and value.
  const header = pairs.some(
    ([key, item]) => key === 'name' && typeof item === 'string' && isSecret(item, undefined),
  );
  return Object.fromEntries(
    pairs.map(([key, item]) => {
      const secret = isSecret(key, item) || (header && key === 'value');
      return [key, secret ? REDACTED : plainValue(item, within)];
    }),
  );
}

/** Returns whether a word of the key names a secret. A number of tokens is not a secret. */
function isSecret(key: string, value: unknown): boolean {
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  if (words.join('').includes('apikey')) return true;
  return words.some((word) =>
    SECRET_WORDS.some((secret) => word === secret || (word === `${secret}s` && typeof value !== 'number')),
  );
}
