// What a build, or a worker that joins one, gets from the configuration, and hands to its agents and hooks.
import type { BuildSettings } from '../adapters/cli/commands/build/build.handler.ts';
import type { ProjectFiles } from '../adapters/cli/commands/trust/risk-text.ts';
import {
  CONFIG_KEYS,
  CONFIG_SCHEMA,
  type ConfigSetting,
  propertyOf,
} from '../adapters/config/config-schema.ts';
import type { SurveyedConfig } from '../adapters/config/load-config.ts';
import { reviewOf } from '../adapters/config/review-settings.ts';
import type { ProjectHooks } from '../application/trust/project-trust.ts';
import type { AgentChoice } from './agent-choice.ts';

export interface BuildFacts {
  readonly files: ProjectFiles;
  readonly hooks: ProjectHooks | null | undefined;
  /** Who is billed, if not the account of the login. */
  readonly billing: readonly string[];
}

/** Returns the settings of a build, or of workers that join one. */
export function buildSettings(
  { config, origins, risks }: SurveyedConfig,
  { model, needsModel, toolSearch }: AgentChoice,
  { files, hooks, billing }: BuildFacts,
): BuildSettings {
  const values = risks.map(({ key, shown }) => `${key}: ${shown}`);
  return {
    config: { ...config, model, needsModel, toolSearch, review: reviewOf(config.review) },
    handed: handedSettings(config, origins),
    notices: [
      ...(values.length === 0 ? [] : [`${files.config} sets ${values.join('; ')}`]),
      ...(hooks ? [`${files.hooks} runs ${hooks.lines.join('; ')}`] : []),
      ...billing,
    ],
  };
}

const HANDED: readonly ConfigSetting['consent'][] = ['always', 'outside'];
/** Only the process of the build uses them, and agent and hooks should not know a webhook. */
const KEPT: readonly string[] = ['notify'];

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Returns the variables by which agent and hooks find the store from any directory, without being asked for trust: the values
 * set on the command line or in the project's file. They find all other values where this process found them.
 */
function handedSettings(
  config: SurveyedConfig['config'],
  origins: SurveyedConfig['origins'],
): Record<string, string> {
  const handed = CONFIG_KEYS.filter((key) => {
    const { consent } = CONFIG_SCHEMA[key];
    const { kind } = origins[propertyOf(key)];
    if (KEPT.includes(key)) return false;
    return key === 'data_dir' || (HANDED.includes(consent) && (kind === 'project-file' || kind === 'flag'));
  });
  return Object.fromEntries(handed.map((key) => [CONFIG_SCHEMA[key].env, textOf(config[propertyOf(key)])]));
}
