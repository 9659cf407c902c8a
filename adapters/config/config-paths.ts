// Returns the paths of the configuration files.
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { CONFIG_SCHEMA } from './config-schema.ts';

export interface ConfigPlaces {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function globalConfigPath({ env, home }: ConfigPlaces): string {
  const xdg = env.XDG_CONFIG_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.config'), 'iteratr', 'iteratr.yml');
}

export function projectConfigPath({ cwd }: ConfigPlaces): string {
  return join(cwd, 'iteratr.yml');
}

/** Returns the default data directory if there are no configuration files, without loading the YAML parser; else undefined. */
export function defaultDataDir(places: ConfigPlaces): string | undefined {
  const files = [globalConfigPath(places), projectConfigPath(places)];
  return files.some((file) => existsSync(file))
    ? undefined
    : resolve(places.cwd, CONFIG_SCHEMA.data_dir.default);
}
