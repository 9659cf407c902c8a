// Opens the log of a command.
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { type Logger, NO_LOG } from '../application/ports/logger.port.ts';
import { findSecrets, urlSecrets, webhookSecrets } from '../application/secrets/find-secrets.ts';
import type { Secret } from '../application/secrets/known-secrets.ts';
import type { Invocation } from './compose.ts';

/**
 * Opens the log, without the secrets in the configuration. Loads the logging package only if a log file is configured. Throws
 * `ConfigError` if the file cannot be written.
 */
export async function openLog(
  config: AppConfig,
  { secrets, shutdown }: Pick<Invocation, 'secrets' | 'shutdown'>,
): Promise<Logger> {
  for (const secret of configuredSecrets(config)) secrets.add(secret);
  const { logLevel, logFile, logMaxSize, logMaxFiles } = config;
  if (logFile === '') return NO_LOG;
  const { createLogger } = await import('../adapters/logging/winston-logger.ts');
  const rotation = { maxBytes: logMaxSize * 1024 * 1024, files: logMaxFiles };
  const hide = <Value>(value: Value): Value => secrets.hideIn(value);
  const logger = createLogger({ level: logLevel, file: logFile, hide, ...(logMaxSize > 0 && { rotation }) });
  shutdown.add('log', () => logger.close());
  shutdown.logTo(logger);
  return logger;
}

function configuredSecrets({ natsUrl, agents, notify }: AppConfig): Secret[] {
  const ofAgents = Object.values(agents).flatMap(({ env = {} }) => findSecrets(env));
  return [...urlSecrets('nats_url', natsUrl), ...webhookSecrets('notify', notify), ...ofAgents];
}
