// Whether every configuration file, and what else holds configuration, is valid.
import { existsSync } from 'node:fs';
import type { ConfigLayer } from '../../adapters/config/config-layers.ts';
import {
  type ConfigPlaces,
  globalConfigPath,
  projectConfigPath,
} from '../../adapters/config/config-paths.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import type { SurveyedConfig } from '../../adapters/config/load-config.ts';
import { loadPromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { type Check, type Finding, failed, failedBy, ok, warning } from '../../application/doctor/check.ts';

/** `config` is what counts of the survey. */
export function configCheck(survey: SurveyedConfig, config: AppConfig, places: ConfigPlaces): Check {
  return {
    id: 'config',
    label: 'Configuration',
    run: async () => [
      ...ofFile(globalConfigPath(places), survey.globalFile, 'iteratr setup --force'),
      ...ofFile(projectConfigPath(places), survey.projectFile, 'iteratr setup --project --force'),
      ...survey.environment.problems.map(({ message }) => failed(message, 'change or unset it')),
      ...ofModel(config.model),
      ...(await ofTemplate(config.template)),
    ],
  };
}

function ofFile(path: string, { problems }: ConfigLayer, anew: string): readonly Finding[] {
  if (problems.length > 0) {
    return problems.map(({ message }) => failed(message, `correct it, or overwrite the file with ${anew}`));
  }
  return [ok(existsSync(path) ? `${path} is valid` : `there is no ${path}`)];
}

function ofModel(model: string): readonly Finding[] {
  return model === '' ? [warning('no model is set', 'iteratr setup, or --model with every build')] : [];
}

async function ofTemplate(path: string): Promise<readonly Finding[]> {
  if (path === '') return [];
  try {
    await loadPromptTemplate(path);
    return [ok(`template ${path} is valid`)];
  } catch (error) {
    return [failedBy(error)];
  }
}
