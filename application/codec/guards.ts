// Type guards for values from files or the network. Small guards compose into guards of whole objects.

export type Guard<T> = (value: unknown) => value is T;

/** One guard per field. The guard of an optional field must accept undefined. A missing field does not compile. */
type Fields<T> = {
  readonly [K in keyof T]-?: Guard<Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K]>;
};

export const isText: Guard<string> = (value) => typeof value === 'string';
export const isFlag: Guard<boolean> = (value) => typeof value === 'boolean';
export const isNumber: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** A whole number from 1. */
export const isOrdinal: Guard<number> = (value): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 1;

export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

export function oneOf<T>(known: readonly T[]): Guard<T> {
  return (value): value is T => known.includes(value as T);
}

export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

/** Accepts ids such as `TAS-1`, with numbers of up to nine digits, like the ids that users may enter. */
export function idOf<T extends string>(prefix: string): Guard<T> {
  const pattern = new RegExp(`^${prefix}-[1-9]\\d{0,8}$`);
  return (value): value is T => typeof value === 'string' && pattern.test(value);
}

/** Accepts additional fields, because a newer program may have added some without changing the meaning of the others. */
export function shape<T>(fields: Fields<T>): Guard<T> {
  const entries = Object.entries(fields) as [string, Guard<unknown>][];
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    entries.every(([key, guard]) => guard(Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined));
}
