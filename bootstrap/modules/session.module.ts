// Binds the store, its caches and the use-cases of sessions. The store opens on first use.
import { randomUUID } from 'node:crypto';
import { ContainerModule } from 'inversify';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { foreignStore } from '../../adapters/data-dir/foreign-store.ts';
import { FileRunRegistry } from '../../adapters/files/file-run-registry.ts';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { FileTranscriptStore } from '../../adapters/files/file-transcript-store.ts';
import { FilePreferences } from '../../adapters/files/preferences-file.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import { LazyStore } from '../../adapters/nats/lazy-store.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { type Logger, NO_LOG } from '../../application/ports/logger.port.ts';
import { HoldSessions } from '../../application/session/hold-sessions.ts';
import { ListSessions } from '../../application/session/list-sessions.ts';
import { RemoveSession } from '../../application/session/remove-session.ts';
import { RenameSession } from '../../application/session/rename-session.ts';
import { ReadHistory } from '../../application/session/session-history.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import { BUILD } from '../build-info.ts';
import type { Invocation } from '../compose.ts';
import { TOKEN } from '../tokens.ts';

export interface SessionModuleOptions {
  readonly config: AppConfig;
  /** Whether to use only a running server, and start none. */
  readonly joinOnly?: boolean;
}

/** Returns the module for sessions. Throws `ConfigError` if the log file cannot be written. */
export async function sessionModule(
  { environment, console, shutdown }: Invocation,
  { config, joinOnly = false }: SessionModuleOptions,
): Promise<ContainerModule> {
  const { dataDir } = config;
  const logger = await openLog(config, shutdown);
  const foreign = config.natsUrl === '' && !joinOnly ? foreignStore(dataDir) : undefined;
  if (foreign !== undefined) {
    const line =
      'belongs to the Go program; this iteratr keeps sessions in another form and does not read it';
    console.err(`iteratr: ${foreign} ${line}\n`);
  }
  const processes = new SystemProcesses(new FileProcessRecords({ dataDir, logger }));
  const store = new LazyStore({
    processes,
    dataDir,
    logger,
    env: environment.env,
    joinOnly,
    ...(config.natsUrl !== '' && { natsUrl: config.natsUrl }),
    ...(config.natsCreds !== '' && { natsCredentials: config.natsCreds }),
    ...(config.natsCa !== '' && { natsCertificateAuthority: config.natsCa }),
    replicas: config.natsReplicas,
    ...(config.natsServer !== '' && { serverPath: config.natsServer }),
  });
  shutdown.add('store', () => store.close());

  return new ContainerModule(({ bind }) => {
    bind(TOKEN.config).toConstantValue(config);
    bind(TOKEN.logger).toConstantValue(logger);
    bind(TOKEN.ids).toConstantValue({ next: randomUUID });
    bind(LazyStore).toConstantValue(store);
    bind(TOKEN.events).toConstantValue(store.events);
    bind(TOKEN.directory).toConstantValue(store.sessions);
    bind(TOKEN.live).toConstantValue(store.live);
    bind(TOKEN.snapshots).toConstantValue(new FileSnapshotStore({ dataDir, logger }));
    bind(TOKEN.transcripts).toConstantValue(new FileTranscriptStore(dataDir, logger));
    bind(TOKEN.preferences).toConstantValue(new FilePreferences(dataDir, logger));
    bind(TOKEN.processes).toConstantValue(processes);
    bind(TOKEN.runs).toConstantValue(
      new FileRunRegistry(dataDir, (endpoint) => new ToolClient(endpoint).isAlive(), processes),
    );
    bind(TOKEN.endpoints).toConstantValue({
      async open(service) {
        const { openHttpEndpoint } = await import('../../adapters/mcp/http-endpoint.ts');
        return openHttpEndpoint({ ...service, version: BUILD.version, logger });
      },
    });
    bind(SessionRegistry)
      .toResolvedValue(
        (events, snapshots, clock, ids, directory) => {
          const registry = new SessionRegistry({ events, snapshots, clock, ids }, directory);
          shutdown.add('sessions', () => registry.closeAll());
          return registry;
        },
        [TOKEN.events, TOKEN.snapshots, TOKEN.clock, TOKEN.ids, TOKEN.directory],
      )
      .inSingletonScope();
    bind(ListSessions).toResolvedValue(
      (sessions, directory, runs) => new ListSessions(sessions, directory, runs),
      [SessionRegistry, TOKEN.directory, TOKEN.runs],
    );
    bind(RemoveSession).toResolvedValue(
      (sessions, transcripts) => new RemoveSession(sessions, transcripts),
      [SessionRegistry, TOKEN.transcripts],
    );
    bind(RenameSession).toResolvedValue(
      (sessions, directory, transcripts) => new RenameSession(sessions, directory, transcripts),
      [SessionRegistry, TOKEN.directory, TOKEN.transcripts],
    );
    bind(HoldSessions).toResolvedValue(
      (runs, endpoints) => new HoldSessions(runs, endpoints),
      [TOKEN.runs, TOKEN.endpoints],
    );
    bind(ReadHistory).toResolvedValue(
      (events, transcripts) => new ReadHistory(events, transcripts),
      [TOKEN.events, TOKEN.transcripts],
    );
    bind(RunTool).toResolvedValue((sessions) => new RunTool(sessions), [SessionRegistry]);
  });
}

/** Opens the log. Loads the logging package only if a log file is configured. */
async function openLog(
  { logLevel, logFile }: Pick<AppConfig, 'logLevel' | 'logFile'>,
  shutdown: Invocation['shutdown'],
): Promise<Logger> {
  if (logFile === '') return NO_LOG;
  const { createLogger } = await import('../../adapters/logging/winston-logger.ts');
  const logger = createLogger({ level: logLevel, file: logFile });
  shutdown.add('log', () => logger.close());
  shutdown.logTo(logger);
  return logger;
}
