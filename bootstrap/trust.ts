// Consent to what a project's files can make the program do: what is at stake, and the question.
import { join } from 'node:path';
import { plainText } from '../adapters/cli/report/plain-text.ts';
import { type ConfigPlaces, projectConfigPath } from '../adapters/config/config-paths.ts';
import { loadConfig, type SurveyedConfig } from '../adapters/config/load-config.ts';
import { HOOKS_FILE, hooksOf } from '../adapters/hooks/hooks-file.ts';
import { ConfigError } from '../application/errors.ts';
import type { Consent } from '../application/ports/consent-store.port.ts';
import {
  consentTo,
  describeRisks,
  isHarmless,
  type ProjectHooks,
  type ProjectRisks,
  uncovered,
} from '../application/trust/project-trust.ts';
import { askYes, canAsk } from './ask.ts';
import { consentFor, consentStore, folderOf } from './consents.ts';
import type { Environment } from './environment.ts';

/** Everything the files of the folder could do, whether or not a flag or variable covers it. Throws `ConfigError`. */
export function risksHere(environment: Environment): ProjectRisks {
  const { cwd, home } = environment;
  const { risks } = loadConfig({ cwd, home, env: {}, flags: {} });
  return { folder: folderOf(environment), settings: risks, hooks: hooksOf(cwd) };
}

/**
 * Asks in the terminal for what is not consented to yet, and stores the answer. Does nothing where the files are harmless,
 * where everything is consented to, or where there is nobody to ask: starting the command is the consent then. Throws
 * `ConfigError` when the answer is no.
 */
export async function askForConsent(
  { risks, config, origins }: SurveyedConfig,
  environment: Environment,
): Promise<void> {
  // A project's file cannot talk the user out of being asked.
  const isHeadless = config.headless && origins.headless.kind !== 'project-file';
  if (isHeadless || !canAsk()) return;
  const hooks = hooksOf(environment.cwd);
  if (isHarmless({ settings: risks, hooks })) return;
  const store = consentStore(environment);
  const folder = folderOf(environment);
  const consent = consentFor(folder, store);
  if (isHarmless(uncovered({ folder, settings: risks, hooks }, consent))) return;
  const all = risksHere(environment);
  process.stderr.write(`${riskText(all, environment, consent)}\n`);
  if (!(await askYes(`Trust ${plainText(folder)}? Asked again when they change. [y/N] `))) {
    throw new ConfigError('not trusted, nothing was started; `iteratr trust` trusts the folder later');
  }
  store.save(consentTo(all, new Date()));
}

/** What the files can do, for a terminal. Nothing is cut: what is hidden cannot be consented to. */
export function riskText(risks: ProjectRisks, environment: Environment, consent?: Consent): string {
  const { settings, hooks } = describeRisks(risks, consent);
  const head = consent
    ? 'Files of this folder that run programs or reach other places have changed:'
    : 'Files of this folder run programs or reach other places:';
  return [
    head,
    ...(settings.length === 0 ? [] : ['', `  ${projectConfigPath(environment)}`, ...settings.map(indented)]),
    ...(hooks.length === 0 ? [] : ['', `  ${join(environment.cwd, HOOKS_FILE)}`, ...hooks.map(indented)]),
    '',
  ].join('\n');
}

function indented(line: string): string {
  return `    ${plainText(line).replaceAll('\n', '\n        ')}`;
}

/** What the project's files make a run start or reach, a line for each file; none where they are harmless. */
export function describeRuns(
  { risks }: SurveyedConfig,
  hooks: ProjectHooks | null,
  places: ConfigPlaces,
): string[] {
  const settings = risks.map(({ key, shown }) => `${key}: ${shown}`);
  return [
    ...(settings.length === 0 ? [] : [`${projectConfigPath(places)} sets ${settings.join('; ')}`]),
    ...(hooks === null ? [] : [`${join(places.cwd, HOOKS_FILE)} runs ${hooks.lines.join('; ')}`]),
  ];
}
