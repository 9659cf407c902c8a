// Runs `config`. It has no container: it uses one service, and loading a container takes longer than all the rest.
import type { ConfigRequest } from '../adapters/cli/commands/config/config.command.ts';
import { ConfigHandler } from '../adapters/cli/commands/config/config.handler.ts';
import { configRows } from '../adapters/config/config-rows.ts';
import type { Invocation } from './compose.ts';
import { createSettings } from './create-settings.ts';

/** Returns the exit code. Throws `ConfigError`. */
export function runConfig(
  request: ConfigRequest,
  invocation: Pick<Invocation, 'environment' | 'console'>,
): Promise<number> {
  const { settings } = createSettings(invocation);
  return new ConfigHandler((flags) => configRows(settings, flags), invocation.console).handle(request);
}
