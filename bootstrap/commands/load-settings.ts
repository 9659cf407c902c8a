// The configuration of one command, from all layers, as far as the user trusts the file of the project.

import { projectConfigPath } from '../../adapters/config/config-paths.ts';
import {
  type ConfigSources,
  type LoadedConfig,
  loadConfig,
  type SurveyedConfig,
  withoutProjectKeys,
} from '../../adapters/config/load-config.ts';
import { ConfigError } from '../../application/errors.ts';
import { type RiskySetting, uncovered } from '../../application/trust/project-trust.ts';
import { consentFor, consentStore, folderOf, refuseAgent } from '../consents.ts';
import type { Environment } from '../environment.ts';

/** By configuration property, as the command line gave them; `trust` is `--trust`. */
export type SettingsFlags = Readonly<Record<string, string | boolean>>;

/** What commands that only open the store use, of what can be ignored. */
const USED_WITH_STORE: readonly string[] = ['nats_server', 'log_file', 'nats_replicas'];

/**
 * For commands that start no agent. What an untrusted project file sets has no effect on them, and is named on stderr
 * where they would have used it. Throws `ConfigError`, also where such a value decides where sessions are kept.
 */
export function loadSettings(flags: SettingsFlags, environment: Environment): LoadedConfig {
  const { untrusted, ...loaded } = loadTrusted(flags, environment);
  refuseStore(untrusted, environment);
  tellIgnored(untrusted, USED_WITH_STORE, environment);
  return loaded;
}

/** For commands whose start is the consent where nobody can be asked. Throws `ConfigError`, also when the answer is no. */
export async function loadWithConsent(
  flags: SettingsFlags,
  environment: Environment,
): Promise<SurveyedConfig> {
  const survey = loadConfig(sourcesOf(flags, environment));
  if (isTrustGiven(flags, environment)) return survey;
  const { askForConsent } = await import('../trust.ts');
  await askForConsent(survey, environment);
  return survey;
}

/** The configuration without what is not trusted, and that. Says nothing. Throws `ConfigError`. */
export function loadTrusted(flags: SettingsFlags, environment: Environment): TrustedConfig {
  return trustedPart(loadConfig(sourcesOf(flags, environment)), flags, environment);
}

export interface TrustedConfig extends LoadedConfig {
  readonly untrusted: readonly RiskySetting[];
}

/** Of a configuration that may have mistakes, too. */
export function trustedPart(
  survey: SurveyedConfig,
  flags: SettingsFlags,
  environment: Environment,
): TrustedConfig {
  const { config, origins, risks } = survey;
  if (risks.length === 0 || isTrustGiven(flags, environment)) return { config, origins, untrusted: [] };
  const folder = folderOf(environment);
  const consent = consentFor(folder, consentStore(environment));
  const { settings } = uncovered({ folder, settings: risks, hooks: null }, consent);
  const keys = settings.map(({ key }) => key);
  return { ...withoutProjectKeys(survey, keys, sourcesOf(flags, environment)), untrusted: settings };
}

/** Throws `ConfigError` when an untrusted value decides where sessions are kept. */
function refuseStore(untrusted: readonly RiskySetting[], environment: Environment): void {
  const keys = untrusted.filter(({ placesStore }) => placesStore).map(({ key }) => key);
  if (keys.length === 0) return;
  const decides = keys.length === 1 ? 'decides' : 'decide';
  throw new ConfigError(
    `${projectConfigPath(environment)} is not trusted, and its ${keys.join(', ')} ${decides} where sessions are kept; look at it, then run \`iteratr trust\`, or add --trust to this command`,
  );
}

/** Names on stderr those of `used` that are not trusted. */
export function tellIgnored(
  untrusted: readonly RiskySetting[],
  used: readonly string[],
  environment: Environment,
): void {
  const keys = untrusted.map(({ key }) => key).filter((key) => used.includes(key));
  if (keys.length === 0) return;
  const file = projectConfigPath(environment);
  process.stderr.write(
    `iteratr: ${keys.join(', ')} in ${file} ignored, the file is not trusted; \`iteratr trust\` changes that\n`,
  );
}

/** Throws `InputError` where the agent trusts. */
function isTrustGiven(flags: SettingsFlags, environment: Environment): boolean {
  if (flags.trust !== true) return false;
  refuseAgent(environment);
  return true;
}

function sourcesOf(flags: SettingsFlags, { cwd, env, home }: Environment): ConfigSources {
  return { cwd, env, home, flags };
}
