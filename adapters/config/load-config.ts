// Puts the configuration together from its layers: flags over environment over project file over global file over defaults.
import { join, resolve } from 'node:path';
import type { ConfigError } from '../../application/errors.ts';
import {
  type ConfigLayer,
  type ConfigValue,
  environmentLayer,
  fileLayer,
  flagLayer,
  type Setting,
} from './config-layers.ts';
import { DEFAULT_ORIGIN, type Origin } from './config-origin.ts';
import { globalConfigPath, projectConfigPath } from './config-paths.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigFlags,
  type ConfigKey,
} from './config-schema.ts';

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

export interface SurveyedConfig extends LoadedConfig {
  /** Each layer by itself; `config` is made of the valid settings of all of them. */
  readonly globalFile: ConfigLayer;
  readonly projectFile: ConfigLayer;
  readonly environment: ConfigLayer;
  readonly flags: ConfigLayer;
}

/** Throws `ConfigError` at the first thing wrong, in whatever layer, even one that a higher layer covers. */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const { config, origins, ...layers } = surveyConfig(sources);
  const problem = problemIn(layers.globalFile, layers.projectFile, layers.environment, layers.flags);
  if (problem) throw problem;
  return { config, origins };
}

/** The configuration as far as it is valid, for those who go on with what is wrong. Never throws. */
export function surveyConfig(sources: ConfigSources): SurveyedConfig {
  const globalFile = fileLayer('global-file', globalConfigPath(sources));
  const projectFile = fileLayer('project-file', projectConfigPath(sources));
  const environment = environmentLayer(sources.env);
  const flags = flagLayer(sources.flags);
  const settings = [globalFile, projectFile, environment, flags].flatMap((layer) => layer.settings);
  return { ...merged(settings, sources), globalFile, projectFile, environment, flags };
}

/** The first thing wrong in these layers. */
export function problemIn(...layers: readonly ConfigLayer[]): ConfigError | undefined {
  return layers.flatMap(({ problems }) => problems)[0];
}

/** Later settings win. */
function merged(settings: readonly Setting[], sources: ConfigSources): LoadedConfig {
  const last = new Map(settings.map((setting) => [setting.key, setting]));
  const config = CONFIG_KEYS.map((key) => [
    CONFIG_SCHEMA[key].property,
    absolute(key, last.get(key)?.value ?? CONFIG_SCHEMA[key].default, sources),
  ]);
  const origins = CONFIG_KEYS.map((key) => [
    CONFIG_SCHEMA[key].property,
    last.get(key)?.origin ?? DEFAULT_ORIGIN,
  ]);
  return {
    config: Object.freeze(Object.fromEntries(config)) as AppConfig,
    origins: Object.freeze(Object.fromEntries(origins)) as LoadedConfig['origins'],
  };
}

/** Paths start at the working directory, whichever layer they come from; `~/` is the home directory. */
function absolute(key: ConfigKey, value: ConfigValue, { cwd, home }: ConfigSources): ConfigValue {
  const { format } = CONFIG_SCHEMA[key];
  if ((format !== 'path' && format !== 'optional-path') || value === '') return value;
  const path = String(value);
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(cwd, path);
}
