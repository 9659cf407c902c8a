// Opens the store and puts together what works with sessions, for as long as one command needs it.
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import 'reflect-metadata';
import { Container } from 'inversify';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { NO_LOG } from '../../adapters/logging/no-log.ts';
import type { ClosableLogger } from '../../adapters/logging/winston-logger.ts';
import { openStore, type Store } from '../../adapters/nats/open-store.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import type { Environment } from '../environment.ts';
import { sessionModule } from '../modules/session.module.ts';
import { Shutdown } from '../shutdown.ts';

export interface OpenSessions {
  readonly container: Container;
  readonly logger: ClosableLogger;
  readonly store: Store;
  /** Steps added here run before those that close the store. */
  readonly shutdown: Shutdown;
  /** Closes everything, in order. */
  close(): Promise<void>;
}

/** With `joinOnly`, no server is started: `STORE.NO_SERVER` where none runs. Throws `ConfigError` for a log file that cannot be written, `AdapterError` when the store cannot be opened. */
export async function openSessions(
  config: AppConfig,
  { env }: Environment,
  { joinOnly = false }: { readonly joinOnly?: boolean } = {},
): Promise<OpenSessions> {
  const { dataDir, natsServer, natsUrl, natsCreds, natsCa, natsReplicas, logLevel, logFile } = config;
  const logger = await openLog(logLevel, logFile);
  const store = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir,
    logger,
    env,
    joinOnly,
    ...(natsUrl !== '' && { natsUrl }),
    ...(natsCreds !== '' && { natsCredentials: natsCreds }),
    ...(natsCa !== '' && { natsCertificateAuthority: natsCa }),
    replicas: natsReplicas,
    ...(natsServer !== '' && { serverPath: natsServer }),
  });
  const container = new Container();
  await container.load(sessionModule(store, dataDir, logger));
  const shutdown = new Shutdown();
  shutdown.add('store', () => store.close());
  shutdown.add('sessions', () => container.get(SessionRegistry).closeAll());
  return {
    container,
    logger,
    store,
    shutdown,
    close: async () => {
      await shutdown.run(logger);
      await logger.close();
    },
  };
}

/** A command that keeps no log need not load what writes one. */
async function openLog(level: AppConfig['logLevel'], file: string): Promise<ClosableLogger> {
  if (file === '') return NO_LOG;
  const { createLogger } = await import('../../adapters/logging/winston-logger.ts');
  return createLogger({ level, file });
}
