// The configuration of one command, from all layers.
import { type LoadedConfig, loadConfig } from '../../adapters/config/load-config.ts';
import type { Environment } from '../environment.ts';

/** `flags` by configuration property, as the command line gave them. Throws `ConfigError`. */
export function loadSettings(
  flags: Readonly<Record<string, string | boolean>>,
  { cwd, env, home }: Environment,
): LoadedConfig {
  return loadConfig({ cwd, env, home, flags });
}
