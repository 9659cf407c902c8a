// Puts the configuration together from its layers: flags over environment over project file over global file over defaults.
import { join, resolve } from 'node:path';
import type { ConfigError } from '../../application/errors.ts';
import type { RiskySetting } from '../../application/trust/project-trust.ts';
import { type ConfigLayer, environmentLayer, fileLayer, flagLayer } from './config-layers.ts';
import { DEFAULT_ORIGIN, type Origin } from './config-origin.ts';
import { globalConfigPath, projectConfigPath } from './config-paths.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigFlags,
  type ConfigKey,
  propertyOf,
} from './config-schema.ts';
import { ConfigStore, type ConfigValue } from './config-store.ts';
import { riskySettings } from './project-risks.ts';

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

/** Each layer by itself, beside what they come to. */
export interface SurveyedConfig extends LoadedConfig {
  /** What the project file sets, no flag or variable covers, and needs the user's consent. */
  readonly risks: readonly RiskySetting[];
  /** Each layer by itself; `config` is made of the valid settings of all of them. */
  readonly globalFile: ConfigLayer;
  readonly projectFile: ConfigLayer;
  readonly environment: ConfigLayer;
  readonly flags: ConfigLayer;
}

/** Throws `ConfigError` at the first thing wrong, in whatever layer, even one that a higher layer covers. */
export function loadConfig(sources: ConfigSources): SurveyedConfig {
  const survey = surveyConfig(sources);
  const problem = problemIn(survey.globalFile, survey.projectFile, survey.environment, survey.flags);
  if (problem) throw problem;
  return survey;
}

/** The configuration as far as it is valid, for commands that continue with what is wrong. Never throws. */
export function surveyConfig(sources: ConfigSources): SurveyedConfig {
  const globalFile = fileLayer('global-file', globalConfigPath(sources));
  const projectFile = fileLayer('project-file', projectConfigPath(sources));
  const environment = environmentLayer(sources.env);
  const flags = flagLayer(sources.flags);
  const layers = { globalFile, projectFile, environment, flags };
  const covered = new Set([...environment.settings, ...flags.settings].map(({ key }) => key));
  const effective = projectFile.settings.filter(({ key }) => !covered.has(key));
  const risks = riskySettings(effective, sources.cwd, ({ key, value }) =>
    String(absolute(key, value, sources)),
  );
  return { ...mergedLayers(layers, sources), ...layers, risks };
}

/** The configuration as it is without these keys of the project file. */
export function withoutProjectKeys(
  { projectFile, ...layers }: SurveyedConfig,
  keys: readonly string[],
  sources: ConfigSources,
): LoadedConfig {
  const settings = projectFile.settings.filter(({ key }) => !keys.includes(key));
  return mergedLayers({ ...layers, projectFile: { ...projectFile, settings } }, sources);
}

type Layers = Pick<SurveyedConfig, 'globalFile' | 'projectFile' | 'environment' | 'flags'>;

/** Each layer wins over those before it. */
function mergedLayers(
  { globalFile, projectFile, environment, flags }: Layers,
  sources: ConfigSources,
): LoadedConfig {
  const store = new ConfigStore();
  const origins = new Map<ConfigKey, Origin>();
  for (const { settings } of [globalFile, projectFile, environment, flags]) {
    store.load(Object.fromEntries(settings.map(({ key, value }) => [key, value])));
    for (const { key, origin } of settings) origins.set(key, origin);
  }
  const values = store.values();
  return {
    config: byProperty((key) => absolute(key, values[key], sources)) as AppConfig,
    origins: byProperty((key) => origins.get(key) ?? DEFAULT_ORIGIN) as LoadedConfig['origins'],
  };
}

/** The first thing wrong in these layers. */
export function problemIn(...layers: readonly ConfigLayer[]): ConfigError | undefined {
  return layers.flatMap(({ problems }) => problems)[0];
}

function byProperty(pick: (key: ConfigKey) => unknown): Readonly<Record<string, unknown>> {
  return Object.freeze(Object.fromEntries(CONFIG_KEYS.map((key) => [propertyOf(key), pick(key)])));
}

/** Paths start at the working directory, whichever layer they come from; `~/` is the home directory. */
function absolute(key: ConfigKey, value: ConfigValue, { cwd, home }: ConfigSources): ConfigValue {
  const { format } = CONFIG_SCHEMA[key];
  if ((format !== 'path' && format !== 'optional-path') || value === '') return value;
  const path = String(value);
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(cwd, path);
}
