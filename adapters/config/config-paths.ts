// Returns the paths of the configuration files.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { PROJECT_NAMES } from '../data-dir/find-project.ts';

export interface ConfigPlaces {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** Absolute path of the project's folder. */
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function globalConfigPath({ env, home }: ConfigPlaces): string {
  const xdg = env.XDG_CONFIG_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.config'), 'iteratr', 'iteratr.yml');
}

export function projectConfigPath({ project }: Pick<ConfigPlaces, 'project'>): string {
  return join(project, PROJECT_NAMES.config);
}

/** Returns the default data directory if there are no configuration files, without loading the YAML parser; else undefined. */
export function defaultDataDir(places: ConfigPlaces): string | undefined {
  const files = [globalConfigPath(places), projectConfigPath(places)];
  return files.some((file) => existsSync(file)) ? undefined : join(places.project, PROJECT_NAMES.dataDir);
}
