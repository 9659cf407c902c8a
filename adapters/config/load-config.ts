// Merges the configuration from its layers: flags over environment over project file over global file over defaults.
import { AGENT_NAMES } from '../../application/agents/agent-names.ts';
import type { ConfigError } from '../../application/errors.ts';
import type { RiskySetting } from '../../application/trust/project-trust.ts';
import { absoluteValue } from './absolute-value.ts';
import { type ConfigLayer, environmentLayer, fileLayer, flagLayer, type Setting } from './config-layers.ts';
import { DEFAULT_ORIGIN, type Origin } from './config-origin.ts';
import { type ConfigPlaces, globalConfigPath, projectConfigPath } from './config-paths.ts';
import {
  type AppConfig,
  CONFIG_KEYS,
  type ConfigFlags,
  type ConfigKey,
  partsOf,
  propertyOf,
  type ValueByKey,
} from './config-schema.ts';
import { ConfigStore, type ConfigValue } from './config-store.ts';
import { mergedMaps } from './limit-settings.ts';
import { riskySettings } from './project-risks.ts';

export interface ConfigSources extends ConfigPlaces {
  readonly flags: ConfigFlags;
}

export interface LoadedConfig {
  readonly config: AppConfig;
  readonly origins: Readonly<Record<keyof AppConfig, Origin>>;
}

/** The merged configuration together with each of its layers. */
export interface SurveyedConfig extends LoadedConfig {
  /** Settings of the project file that need the user's consent and that no flag or variable overrides. */
  readonly risks: readonly RiskySetting[];
  /** The layers; `config` consists of their valid settings. */
  readonly globalFile: ConfigLayer;
  readonly projectFile: ConfigLayer;
  readonly environment: ConfigLayer;
  readonly flags: ConfigLayer;
}

/** Loads the configuration. Throws `ConfigError` for the first mistake in any layer, even if a higher layer overrides it. */
export function loadConfig(sources: ConfigSources): SurveyedConfig {
  const survey = surveyConfig(sources);
  const problem = problemIn(survey.globalFile, survey.projectFile, survey.environment, survey.flags);
  if (problem) throw problem;
  return survey;
}

/** Loads the valid part of the configuration, for commands that continue despite mistakes. Never throws. */
export function surveyConfig(sources: ConfigSources): SurveyedConfig {
  const globalFile = fileLayer('global-file', globalConfigPath(sources));
  const projectFile = fileLayer('project-file', projectConfigPath(sources));
  const environment = environmentLayer(sources.env);
  const flags = flagLayer(sources.flags);
  const layers = { globalFile, projectFile, environment, flags };
  const covered = new Set([...environment.settings, ...flags.settings].map(({ key }) => key));
  const effective = projectFile.settings.filter(({ key }) => !covered.has(key));
  const merged = mergedLayers(layers, sources);
  const risks = riskySettings(
    effective,
    sources.project,
    ({ key, value, origin }) => pathIn(absoluteValue(key, value, origin, sources)),
    [...AGENT_NAMES, ...agentsIn(globalFile, projectFile)],
  );
  return { ...merged, ...layers, risks };
}

/** Returns the path in a value that is one or that names a template; '' for none. */
function pathIn(value: ConfigValue): string {
  return typeof value === 'object'
    ? ((value as { readonly template?: string }).template ?? '')
    : String(value);
}

/**
 * Returns the names of the user's own agents in files. Not those in variables: the same file must have the same risks wherever
 * they are judged, or a consent would not cover what was asked.
 */
function agentsIn(...layers: readonly ConfigLayer[]): string[] {
  return layers.flatMap(({ settings }) =>
    settings.flatMap(({ key, value }) => (key === 'agents' ? Object.keys(value) : [])),
  );
}

/** Returns the configuration without these keys of the project file. */
export function withoutProjectKeys(
  { projectFile, ...layers }: SurveyedConfig,
  keys: readonly string[],
  sources: ConfigSources,
): LoadedConfig {
  const settings = projectFile.settings.filter(({ key }) => !keys.includes(key));
  return mergedLayers({ ...layers, projectFile: { ...projectFile, settings } }, sources);
}

type Layers = Pick<SurveyedConfig, 'globalFile' | 'projectFile' | 'environment' | 'flags'>;

/** Merges the layers; each overrides those before it. */
function mergedLayers(
  { globalFile, projectFile, environment, flags }: Layers,
  sources: ConfigSources,
): LoadedConfig {
  const store = new ConfigStore();
  const origins = new Map<ConfigKey, Origin>();
  for (const { settings } of [globalFile, projectFile, environment, flags]) {
    if (settings.length > 0) store.load(mergedSettings(settings, store.values()));
    for (const { key, origin } of settings) origins.set(key, origin);
  }
  const values = store.values();
  const originOf = (key: ConfigKey): Origin => origins.get(key) ?? DEFAULT_ORIGIN;
  return {
    config: byProperty((key) => absoluteValue(key, values[key], originOf(key), sources)) as AppConfig,
    origins: byProperty(originOf) as LoadedConfig['origins'],
  };
}

/** Returns the values of one layer by key. A map with parts keeps the entries of `below` that the layer does not set. */
function mergedSettings(settings: readonly Setting[], below: ValueByKey): Partial<ValueByKey> {
  const values: Partial<Record<ConfigKey, unknown>> = {};
  for (const { key, value, part } of settings) {
    values[key] = part === undefined ? value : mergedMaps(values[key] ?? {}, value);
  }
  for (const key of CONFIG_KEYS) {
    if (values[key] !== undefined && partsOf(key).length > 0)
      values[key] = mergedMaps(below[key], values[key]);
  }
  return values as Partial<ValueByKey>;
}

/** Returns the first problem in these layers; undefined if there is none. */
export function problemIn(...layers: readonly ConfigLayer[]): ConfigError | undefined {
  return layers.flatMap(({ problems }) => problems)[0];
}

function byProperty(pick: (key: ConfigKey) => unknown): Readonly<Record<string, unknown>> {
  return Object.freeze(Object.fromEntries(CONFIG_KEYS.map((key) => [propertyOf(key), pick(key)])));
}
