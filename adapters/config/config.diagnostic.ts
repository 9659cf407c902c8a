// Checks whether the configuration files, the environment variables, the model and the template are valid.
import { existsSync } from 'node:fs';
import {
  type Diagnostic,
  type Finding,
  failed,
  failedBy,
  ok,
  warning,
} from '../../application/ports/diagnostic.port.ts';
import type { ConfigLayer } from './config-layers.ts';
import { type ConfigPlaces, globalConfigPath, projectConfigPath } from './config-paths.ts';
import type { AppConfig } from './config-schema.ts';
import type { SurveyedConfig } from './load-config.ts';

export interface ConfigDiagnosticOptions {
  readonly survey: SurveyedConfig;
  /** The effective part of the survey. */
  readonly config: Pick<AppConfig, 'model' | 'template' | 'planTemplate'> & { readonly needsModel: boolean };
  readonly places: ConfigPlaces;
  /** Reads a prompt template. Throws if something is wrong with it. */
  readonly readTemplate: (path: string) => Promise<unknown>;
  /** '' for the built-in one, and without a reviewer. */
  readonly reviewTemplate: string;
  readonly readReviewTemplate: (path: string) => Promise<unknown>;
}

export function configDiagnostic({
  survey,
  config,
  places,
  readTemplate,
  reviewTemplate,
  readReviewTemplate,
}: ConfigDiagnosticOptions): Diagnostic {
  return {
    id: 'config',
    label: 'Configuration',
    run: async () => [
      ...ofFile(globalConfigPath(places), survey.globalFile, 'iteratr setup --force'),
      ...ofFile(projectConfigPath(places), survey.projectFile, 'iteratr setup --project --force'),
      ...survey.environment.problems.map(({ message }) => failed(message, 'change or unset it')),
      ...ofModel(config),
      ...(await ofTemplate(config.template, readTemplate)),
      ...(await ofTemplate(config.planTemplate, readTemplate)),
      ...(await ofTemplate(reviewTemplate, readReviewTemplate)),
    ],
  };
}

function ofFile(path: string, { problems }: ConfigLayer, overwrite: string): readonly Finding[] {
  if (problems.length > 0) {
    return problems.map(({ message }) => failed(message, `fix it, or overwrite the file with ${overwrite}`));
  }
  return [ok(existsSync(path) ? `${path} is valid` : `there is no ${path}`)];
}

function ofModel({ model, needsModel }: ConfigDiagnosticOptions['config']): readonly Finding[] {
  return model === '' && needsModel
    ? [warning('no model is set', 'iteratr setup, or --model with every build')]
    : [];
}

async function ofTemplate(
  path: string,
  readTemplate: ConfigDiagnosticOptions['readTemplate'],
): Promise<readonly Finding[]> {
  if (path === '') return [];
  try {
    await readTemplate(path);
    return [ok(`template ${path} is valid`)];
  } catch (error) {
    return [failedBy(error)];
  }
}
