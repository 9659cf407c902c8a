// Puts the configuration together from its layers: flags over environment over project file over global file over defaults.
import { join, resolve } from 'node:path';
import convict from 'convict';
import { closestMatch } from 'leven';
import { ConfigError } from '../../application/errors.ts';
import { readConfigFile } from './config-file.ts';
import { registerFormats } from './config-formats.ts';
import { DEFAULT_ORIGIN, type Origin } from './config-origin.ts';
import { globalConfigPath, projectConfigPath } from './config-paths.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigFlags,
  type ConfigKey,
} from './config-schema.ts';
import { displayValue } from './display-value.ts';

registerFormats();

export interface ConfigSources {
  /** Absolute path of the working directory: the project file is looked for here, and relative paths start here. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  readonly flags: ConfigFlags;
}

export interface LoadedConfig {
  readonly config: AppConfig;
  readonly origins: Readonly<Record<keyof AppConfig, Origin>>;
}

/** One value from one place. `from` is the place in the words of an error. */
interface Setting {
  readonly key: ConfigKey;
  readonly value: unknown;
  readonly origin: Origin;
  readonly from: string;
}

/** Throws `ConfigError` at the first thing wrong, in whatever layer, even one that a higher layer covers. */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const { env, flags } = sources;
  const settings = [
    ...fromFile('global-file', globalConfigPath(sources)),
    ...fromFile('project-file', projectConfigPath(sources)),
    ...fromEnvironment(env),
    ...fromFlags(flags),
  ];
  const store = convict(CONFIG_SCHEMA as unknown as convict.Schema<Record<ConfigKey, unknown>>, {
    env: {},
    args: [],
  });
  const origins = Object.fromEntries(
    CONFIG_KEYS.map((key) => [CONFIG_SCHEMA[key].property, DEFAULT_ORIGIN]),
  ) as Record<keyof AppConfig, Origin>;
  for (const setting of settings) {
    apply(setting, store);
    origins[CONFIG_SCHEMA[setting.key].property] = setting.origin;
  }
  const values = CONFIG_KEYS.map((key) => [
    CONFIG_SCHEMA[key].property,
    absolute(key, store.get(key), sources),
  ]);
  return { config: Object.freeze(Object.fromEntries(values)) as AppConfig, origins: Object.freeze(origins) };
}

function apply({ key, value, from }: Setting, store: convict.Config<Record<ConfigKey, unknown>>): void {
  try {
    store.set(key, value).validate({ allowed: 'strict' });
  } catch (cause) {
    throw badValue(key, value, from, { cause });
  }
}

function fromFile(kind: 'global-file' | 'project-file', path: string): Setting[] {
  return readConfigFile(path).map(({ key, value, line }) => {
    const from = `${path}:${line}`;
    if (!isConfigKey(key)) {
      const nearest = closestMatch(key, CONFIG_KEYS);
      const keys = CONFIG_KEYS.join(', ');
      throw configError(
        `${from}: unknown key ${JSON.stringify(key)}, the nearest one is ${nearest}; there are ${keys}`,
      );
    }
    // convict would turn text into numbers and truth values: right for variables and flags, a hidden mistake in a file
    if (typeof value !== typeof CONFIG_SCHEMA[key].default) {
      throw badValue(key, value, from);
    }
    return { key, value, origin: { kind, path }, from };
  });
}

function fromEnvironment(env: ConfigSources['env']): Setting[] {
  return CONFIG_KEYS.flatMap((key): Setting[] => {
    const variable = CONFIG_SCHEMA[key].env;
    const value = env[variable];
    if (value === undefined) return [];
    return [
      { key, value, origin: { kind: 'environment', variable }, from: `environment variable ${variable}` },
    ];
  });
}

function fromFlags(flags: ConfigFlags): Setting[] {
  return CONFIG_KEYS.flatMap((key): Setting[] => {
    const { property, flag, default: standard } = CONFIG_SCHEMA[key];
    const given = (flags as Partial<Record<keyof AppConfig, unknown>>)[property];
    if (flag === null || given === undefined) return [];
    if (Array.isArray(given)) throw configError(`flag ${flag}: given ${given.length} times, allowed is once`);
    // a parser of command lines may have read a number where a name is meant
    const value = typeof given === 'number' && typeof standard === 'string' ? String(given) : given;
    return [{ key, value, origin: { kind: 'flag', flag }, from: `flag ${flag}` }];
  });
}

/** Paths start at the working directory, whichever layer they come from; `~/` is the home directory. */
function absolute(key: ConfigKey, value: unknown, { cwd, home }: ConfigSources): unknown {
  const { format } = CONFIG_SCHEMA[key];
  if ((format !== 'path' && format !== 'optional-path') || value === '') return value;
  const path = String(value);
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(cwd, path);
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(CONFIG_SCHEMA, key);
}

function badValue(key: ConfigKey, value: unknown, from: string, options?: ErrorOptions): ConfigError {
  const { allowed } = CONFIG_SCHEMA[key];
  return configError(`${from}: ${key} is ${shown(key, value)}, allowed is ${allowed}`, options);
}

function shown(key: ConfigKey, value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  const text = JSON.stringify(typeof value === 'string' ? displayValue(key, value) : value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Paths and values may hold line breaks; the message stays one line. */
function configError(message: string, options?: ErrorOptions): ConfigError {
  return new ConfigError(message.replaceAll(/[\r\n]+/g, ' '), options);
}
