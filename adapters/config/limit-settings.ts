// Defines the keys `limits` and `prices`: their defaults, what is valid in them, and the flags and variables of single limits.

/** The entries of `limits.session`, with what is allowed. */
const SESSION = { iterations: 'iterations', minutes: 'minutes', cost: 'cost', tokens: 'tokens' } as const;
const RUN = { minutes: 'minutes', cost: 'cost', tokens: 'tokens' } as const;

type Amounts<Names> = { readonly [Name in keyof Names]: number };

/** 0: no limit. */
export type LimitSettings = Amounts<typeof RUN> & { readonly session: Amounts<typeof SESSION> };

export const NO_LIMIT_SETTINGS: LimitSettings = {
  minutes: 0,
  cost: 0,
  tokens: 0,
  session: { iterations: 0, minutes: 0, cost: 0, tokens: 0 },
};

/** By model, `agent:model`, or `*`. In US dollars for a million tokens. */
export type PriceSettings = Readonly<Record<string, { readonly input: number; readonly output: number }>>;

export const NO_PRICES: PriceSettings = {};

/** An entry of a map that has a variable and a flag of its own. */
export interface SettingPart {
  readonly name: string;
  readonly env: string;
  readonly flag: string;
}

export const LIMIT_PARTS = [
  { name: 'minutes', env: 'ITERATR_MAX_MINUTES', flag: '--max-minutes' },
  { name: 'cost', env: 'ITERATR_MAX_COST', flag: '--max-cost' },
  { name: 'tokens', env: 'ITERATR_MAX_TOKENS', flag: '--max-tokens' },
] as const satisfies readonly SettingPart[];

/** What is wrong inside a map: an invalid value, or a name that does not exist. */
export type InnerProblem =
  | { readonly path: string; readonly value: unknown; readonly allowed: string }
  | { readonly path: string; readonly names: readonly string[] };

const ALLOWED: Readonly<Record<string, string>> = {
  iterations: 'a whole number from 0 (0 = no limit)',
  minutes: 'a number of minutes from 0 (0 = no limit)',
  cost: 'an amount of money from 0 (0 = no limit)',
  tokens: 'a whole number from 0 (0 = no limit)',
};
const PRICE_ALLOWED = 'a number of US dollars for a million tokens, from 0';
const WHOLE: readonly string[] = ['iterations', 'tokens'];

/** Returns the first problem in a value of `limits`, undefined if it is valid. Every entry is optional. */
export function problemInLimits(value: unknown): InnerProblem | undefined {
  return first(entriesOf(value), ([name, amount]) => {
    if (name !== 'session') return problemInLimit(name, amount, '', [...Object.keys(RUN), 'session']);
    if (!isMap(amount)) return { path: name, value: amount, allowed: 'a map such as {cost: 20}' };
    return first(Object.entries(amount), ([inner, each]) =>
      problemInLimit(inner, each, 'session.', Object.keys(SESSION)),
    );
  });
}

/** Returns the first problem in a value of `prices`, undefined if it is valid. */
export function problemInPrices(value: unknown): InnerProblem | undefined {
  return first(entriesOf(value), ([model, price]) => {
    if (!isMap(price)) return { path: model, value: price, allowed: 'a map such as {input: 3, output: 15}' };
    const unknown = Object.keys(price).find((name) => name !== 'input' && name !== 'output');
    if (unknown !== undefined)
      return { path: `${model}.${unknown}`, names: [`${model}.input`, `${model}.output`] };
    return first(['input', 'output'], (name) =>
      isAmount(price[name])
        ? undefined
        : { path: `${model}.${name}`, value: price[name], allowed: PRICE_ALLOWED },
    );
  });
}

/** Reads the number of a variable or flag. Returns text that is none unchanged. */
export function amountFrom(text: unknown): unknown {
  return typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Returns `base` with the entries of `over`, also inside maps. */
export function mergedMaps<Value>(base: Value, over: unknown): Value {
  if (!isMap(base) || !isMap(over)) return over as Value;
  const entries = Object.entries(over).map(([name, value]) => [
    name,
    Object.hasOwn(base, name) ? mergedMaps(base[name], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(entries) };
}

const AMOUNT = { type: 'number', minimum: 0 };
const COUNT = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

export const LIMITS_JSON_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...jsonProperties(RUN),
    session: { type: 'object', additionalProperties: false, properties: jsonProperties(SESSION) },
  },
};

export const PRICES_JSON_SCHEMA = {
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['input', 'output'],
    properties: { input: AMOUNT, output: AMOUNT },
  },
};

function jsonProperties(names: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.keys(names).map((name) => [
      name,
      { description: `Allowed: ${ALLOWED[name]}.`, ...(WHOLE.includes(name) ? COUNT : AMOUNT) },
    ]),
  );
}

function problemInLimit(
  name: string,
  value: unknown,
  above: string,
  names: readonly string[],
): InnerProblem | undefined {
  const path = `${above}${name}`;
  if (!names.includes(name)) return { path, names: names.map((known) => `${above}${known}`) };
  const isValid = WHOLE.includes(name) ? Number.isSafeInteger(value) && Number(value) >= 0 : isAmount(value);
  return isValid ? undefined : { path, value, allowed: ALLOWED[name] ?? '' };
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

function first<Item>(items: readonly Item[], find: (item: Item) => InnerProblem | undefined) {
  for (const item of items) {
    const problem = find(item);
    if (problem) return problem;
  }
  return undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
