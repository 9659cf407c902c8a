// Reads and checks each layer of the configuration: files, environment and flags.
import { ConfigError } from '../../application/errors.ts';
import { didYouMean } from '../../application/wording/nearest.ts';
import type { AppErrorOptions } from '../../domain/errors.ts';
import { type FileEntry, readConfigFile } from './config-file.ts';
import { CONFIG_FORMATS } from './config-formats.ts';
import type { Origin } from './config-origin.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigFlags,
  type ConfigKey,
  partsOf,
  propertyOf,
  settingOf,
} from './config-schema.ts';
import { ConfigStore, type ConfigValue } from './config-store.ts';
import { displayValue } from './display-value.ts';
import { amountFrom, type SettingPart } from './limit-settings.ts';

/** A valid value from one layer; paths are as written by the user. */
export interface Setting {
  readonly key: ConfigKey;
  readonly value: ConfigValue;
  /** The entry of the map that `value`, a map with this entry alone, sets. */
  readonly part?: string;
  readonly origin: Origin;
}

export interface ConfigLayer {
  readonly settings: readonly Setting[];
  /** The errors of the other entries, in order. */
  readonly problems: readonly ConfigError[];
}

/** An unchecked value. `from` is its place, as error messages name it. */
interface Given {
  readonly key: ConfigKey;
  readonly value: unknown;
  readonly part?: string;
  readonly origin: Origin;
  readonly from: string;
}

/** Reads a file's layer. Never throws: an unreadable file gives a single problem, a missing one gives nothing. */
export function fileLayer(kind: 'global-file' | 'project-file', path: string): ConfigLayer {
  let entries: readonly FileEntry[];
  try {
    entries = readConfigFile(path);
  } catch (error) {
    if (error instanceof ConfigError) return { settings: [], problems: [error] };
    throw error;
  }
  return layerOf(entries, ({ key, value, line }) => {
    const from = `${path}:${line}`;
    if (!isConfigKey(key)) {
      const keys = CONFIG_KEYS.join(', ');
      throw configError(`${from}: unknown key ${JSON.stringify(key)}`, {
        remedy: `${didYouMean(key, CONFIG_KEYS)}The keys are ${keys}`,
      });
    }
    // convict would coerce text to numbers and booleans: right for variables and flags, but it hides mistakes in files.
    if (kindOf(value) !== kindOf(CONFIG_SCHEMA[key].default) && !isOtherType(key, value))
      throw badValue(key, value, from);
    return { key, value, origin: { kind, path }, from };
  });
}

/** Reads the layer of the variables. An empty variable is not set. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): ConfigLayer {
  const given = CONFIG_KEYS.filter((key) => (env[CONFIG_SCHEMA[key].env] ?? '') !== '');
  const originOf = (variable: string) =>
    ({ origin: { kind: 'environment', variable }, from: `environment variable ${variable}` }) as const;
  const whole = given.map((key): Given => {
    const variable = CONFIG_SCHEMA[key].env;
    return { key, value: env[variable], ...originOf(variable) };
  });
  const single = allParts()
    .filter(([, part]) => (env[part.env] ?? '') !== '')
    .map(([key, part]): Given => ({ ...partOf(key, part, env[part.env]), ...originOf(part.env) }));
  return layerOf([...whole, ...single], (entry) => entry);
}

export function flagLayer(flags: ConfigFlags): ConfigLayer {
  const values = flags as Partial<Record<keyof AppConfig, unknown>>;
  const given = CONFIG_KEYS.flatMap((key) => {
    const { flag } = CONFIG_SCHEMA[key];
    const value = values[propertyOf(key)];
    return flag === null || value === undefined ? [] : [{ key, flag, value }];
  });
  const parts = allParts().flatMap(([key, part]) => {
    const { flag } = part;
    const value = (flags as Readonly<Record<string, unknown>>)[propertyOfFlag(flag)];
    return value === undefined ? [] : [{ key, flag, value, part }];
  });
  return layerOf([...given, ...parts], (entry) => {
    const { key, flag, value } = entry;
    if (Array.isArray(value)) throw configError(`flag ${flag}: given ${value.length} times, expected once`);
    // The command line parser may have read a name as a number.
    const isName = typeof value === 'number' && typeof CONFIG_SCHEMA[key].default === 'string';
    return {
      ...('part' in entry ? partOf(key, entry.part, value) : { key, value: isName ? String(value) : value }),
      origin: { kind: 'flag', flag },
      from: `flag ${flag}`,
    };
  });
}

function allParts(): [ConfigKey, SettingPart][] {
  return CONFIG_KEYS.flatMap((key) => partsOf(key).map((part): [ConfigKey, SettingPart] => [key, part]));
}

/** Returns the setting of one entry of a map, from a variable or a flag. */
function partOf(key: ConfigKey, { name }: SettingPart, text: unknown): Pick<Given, 'key' | 'value' | 'part'> {
  return { key, part: name, value: { [name]: amountFrom(text) } };
}

/** Returns the property of a flag: `maxCost` for `--max-cost`. */
function propertyOfFlag(flag: string): string {
  return flag.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function layerOf<Entry>(entries: readonly Entry[], read: (entry: Entry) => Given): ConfigLayer {
  const settings: Setting[] = [];
  const problems: ConfigError[] = [];
  // Most layers are empty, and a store takes milliseconds to create.
  if (entries.length === 0) return { settings, problems };
  const store = new ConfigStore();
  for (const entry of entries) {
    try {
      settings.push(checked(read(entry), store));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(error);
    }
  }
  return { settings, problems };
}

function checked({ key, value, origin, from, part }: Given, store: ConfigStore): Setting {
  try {
    // convict turns only text into another type.
    const text = typeof value === 'boolean' && isOtherType(key, value) ? String(value) : value;
    return { key, value: store.accept(key, text), origin, ...(part !== undefined && { part }) };
  } catch (cause) {
    throw problemInside(key, value, from, { cause }) ?? badValue(key, value, from, { cause });
  }
}

/** Returns the error for what is wrong inside a map; undefined if the value is no map. */
function problemInside(key: ConfigKey, given: unknown, from: string, options: ErrorOptions) {
  const { format } = settingOf(key);
  const { problemIn, coerce } = (typeof format === 'string' && CONFIG_FORMATS[format]) || {};
  const problem = problemIn?.(typeof given === 'string' ? coerce?.(given) : given);
  if (!problem) return undefined;
  const name = `${key}.${problem.path}`;
  if ('allowed' in problem) {
    const { value, allowed } = problem;
    const is = value === undefined ? 'missing' : shown(key, value);
    return configError(`${from}: ${name} is ${is}, expected ${allowed}`, options);
  }
  const names = problem.names.map((known) => `${key}.${known}`);
  return configError(`${from}: unknown key ${JSON.stringify(name)}`, {
    ...options,
    remedy: `${didYouMean(name, names)}The keys are ${names.join(', ')}`,
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(CONFIG_SCHEMA, key);
}

/** Whether the value has the other type of a key that has two, such as words and numbers. */
function isOtherType(key: ConfigKey, value: unknown): boolean {
  const { format } = CONFIG_SCHEMA[key];
  return typeof format === 'string' && CONFIG_FORMATS[format]?.otherType === kindOf(value);
}

function badValue(key: ConfigKey, value: unknown, from: string, options?: ErrorOptions): ConfigError {
  const { allowed, format } = settingOf(key);
  const explained = typeof format === 'string' ? CONFIG_FORMATS[format]?.explain?.(value) : undefined;
  const { problem, ...remedy } = explained ?? { problem: `is ${shown(key, value)}` };
  return configError(`${from}: ${key} ${problem}, expected ${allowed}`, { ...options, ...remedy });
}

function shown(key: ConfigKey, value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  const text = JSON.stringify(typeof value === 'string' ? displayValue(key, value) : value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Returns an error in one line, because paths and values may contain line breaks. */
function configError(problem: string, options?: AppErrorOptions): ConfigError {
  return new ConfigError(problem.replaceAll(/[\r\n]+/g, ' '), options);
}
