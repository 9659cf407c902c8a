// Binds the store, its caches and the use-cases of sessions. The store opens on first use.
import { randomUUID } from 'node:crypto';
import { ContainerModule } from 'inversify';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { foreignStore } from '../../adapters/data-dir/foreign-store.ts';
import { backupDirectory, rescueDirectory } from '../../adapters/files/backup-directory.ts';
import { stateDirectory } from '../../adapters/files/file-consent-store.ts';
import { FileRunRegistry } from '../../adapters/files/file-run-registry.ts';
import { FileSessionBackup } from '../../adapters/files/file-session-backup.ts';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { FileTranscriptStore } from '../../adapters/files/file-transcript-store.ts';
import { FilePreferences } from '../../adapters/files/preferences-file.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import type { EmbeddedServer } from '../../adapters/nats/embedded/embedded-server.ts';
import { LazyStore } from '../../adapters/nats/lazy-store.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { SYSTEM_CLOCK } from '../../adapters/process/system-clock.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import { onAbort } from '../../application/async/abort.ts';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import { NO_BACKUP, type SessionBackup } from '../../application/ports/session-backup.port.ts';
import { BackedUpEvents } from '../../application/session/backed-up-events.ts';
import { ClaimedEvents } from '../../application/session/claimed-events.ts';
import { HoldSessions } from '../../application/session/hold-sessions.ts';
import { ListSessions } from '../../application/session/list-sessions.ts';
import { RemoveSession } from '../../application/session/remove-session.ts';
import { RenameSession } from '../../application/session/rename-session.ts';
import { RescueSessions } from '../../application/session/rescue-sessions.ts';
import { RestoreSession } from '../../application/session/restore-session.ts';
import { SessionClaims } from '../../application/session/session-claims.ts';
import { ReadHistory } from '../../application/session/session-history.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { WorkerLeases } from '../../application/session/worker-leases.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import { COMMAND_PATIENCE, longestWait, type Patience } from '../../application/waiting/outage.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { BUILD } from '../build-info.ts';
import type { Invocation } from '../compose.ts';
import { openLog } from '../open-log.ts';
import { TOKEN } from '../tokens.ts';

export interface SessionModuleOptions {
  readonly config: AppConfig;
  /** Whether to use only a running server, and start none. */
  readonly joinOnly?: boolean;
  /** Whether the command waits for the store as long as `store_timeout` says, instead of as long as a single command. */
  readonly waits?: boolean;
  /** Whether the command restores sessions, so that it need not say that this is possible. */
  readonly restores?: boolean;
  /** What the command has opened already; the module opens it otherwise. */
  readonly opened?: {
    readonly logger: Logger;
    readonly processes: SystemProcesses;
    /** The server of the store. It means that the store is needed, and opens while the rest of the command is loaded. */
    readonly server?: Promise<EmbeddedServer> | undefined;
  };
}

/** Returns the module for sessions. Throws `ConfigError` if the log file cannot be written. */
export async function sessionModule(
  { environment, console, secrets, shutdown }: Invocation,
  { config, joinOnly = false, waits = false, restores = false, opened }: SessionModuleOptions,
): Promise<ContainerModule> {
  const { dataDir } = config;
  const logger = opened?.logger ?? (await openLog(config, { secrets, shutdown }));
  const foreign = config.natsUrl === '' && !joinOnly ? foreignStore(dataDir) : undefined;
  if (foreign !== undefined) {
    const line =
      'belongs to the Go program; this iteratr keeps sessions in another form and does not read it';
    console.err(`iteratr: ${foreign} ${line}\n`);
  }
  const processes = opened?.processes ?? new SystemProcesses(new FileProcessRecords({ dataDir, logger }));
  const { saved, backup } = createBackup(config, environment, logger);
  const options = {
    processes,
    dataDir,
    logger,
    env: environment.env,
    joinOnly,
    patience: patienceOf(config, { joinOnly, waits }),
    ...(config.natsUrl !== '' && { natsUrl: config.natsUrl }),
    ...(config.natsCreds !== '' && { natsCredentials: config.natsCreds }),
    ...(config.natsCa !== '' && { natsCertificateAuthority: config.natsCa }),
    replicas: config.natsReplicas,
    server: opened?.server,
    onSecret: (name: string, value: string) => secrets.add({ name, value }),
    ...(config.natsServer !== '' && { serverPath: config.natsServer }),
  };
  const store = new LazyStore(options, async () => {
    const names = await saved.list();
    if (environment.env.ITERATR_AGENT_MARK !== undefined) throw lost(dataDir, names);
    if (names.length > 0 && !restores)
      console.err(`iteratr: there is no store in ${dataDir}; ${restoring(names)}\n`);
  });
  // The command opens it again, and reports what is wrong.
  if (opened?.server) store.open().catch(() => undefined);
  const ids = { next: randomUUID };
  const isAlive = (endpoint: RunEndpoint) => new ToolClient(endpoint).isAlive();
  const leasing = {
    ...{ leases: store.leases, processes, ids, logger },
    clock: SYSTEM_CLOCK,
    pid: process.pid,
  };
  const claims = new SessionClaims({
    ...leasing,
    runs: new FileRunRegistry(dataDir, isAlive, processes),
  });
  const events = new BackedUpEvents(new ClaimedEvents(store.events, claims), store.sessions, backup);
  shutdown.add('store', () => store.close());
  const rescue = new RescueSessions(store.events, store.sessions, saved, logger);
  let rescued: Promise<void> | undefined;
  onAbort(store.lost, () => {
    rescued = rescue.execute();
  });
  // Before the store closes: a copy may have to be made from it.
  shutdown.add('backup', async () => {
    await rescued;
    await backup.flush();
  });

  return new ContainerModule(({ bind }) => {
    bind(TOKEN.config).toConstantValue(config);
    bind(TOKEN.logger).toConstantValue(logger);
    bind(TOKEN.ids).toConstantValue(ids);
    bind(LazyStore).toConstantValue(store);
    bind(TOKEN.events).toConstantValue(events);
    bind(TOKEN.directory).toConstantValue(events);
    bind(TOKEN.live).toConstantValue(store.live);
    bind(TOKEN.snapshots).toConstantValue(new FileSnapshotStore({ dataDir, logger, folder: 'snapshots' }));
    bind(TOKEN.summaries).toConstantValue(new FileSnapshotStore({ dataDir, logger, folder: 'summaries' }));
    bind(TOKEN.transcripts).toConstantValue(new FileTranscriptStore(dataDir, logger));
    bind(TOKEN.preferences).toConstantValue(new FilePreferences(dataDir, logger));
    bind(TOKEN.processes).toConstantValue(processes);
    bind(SessionClaims).toConstantValue(claims);
    bind(TOKEN.endpoints).toConstantValue({
      async open(service) {
        const { openHttpEndpoint } = await import('../../adapters/mcp/http-endpoint.ts');
        const endpoint = await openHttpEndpoint({ ...service, version: BUILD.version, logger });
        secrets.add({ name: 'tool endpoint', value: endpoint.token });
        return endpoint;
      },
    });
    bind(SessionRegistry)
      .toResolvedValue(
        (events, snapshots, summaries, clock, ids, directory) => {
          const registry = new SessionRegistry(
            { events, snapshots, summaries, clock, ids, secrets, program: BUILD.version },
            directory,
          );
          shutdown.add('sessions', () => registry.closeAll());
          return registry;
        },
        [TOKEN.events, TOKEN.snapshots, TOKEN.summaries, TOKEN.clock, TOKEN.ids, TOKEN.directory],
      )
      .inSingletonScope();
    bind(ListSessions).toResolvedValue(
      (sessions, directory, claims) => new ListSessions(sessions, directory, claims),
      [SessionRegistry, TOKEN.directory, SessionClaims],
    );
    bind(WorkerLeases).toConstantValue(new WorkerLeases(leasing));
    bind(RemoveSession).toResolvedValue(
      (sessions, transcripts) => new RemoveSession(sessions, transcripts),
      [SessionRegistry, TOKEN.transcripts],
    );
    bind(RenameSession).toResolvedValue(
      (sessions, directory, transcripts) => new RenameSession(sessions, directory, transcripts),
      [SessionRegistry, TOKEN.directory, TOKEN.transcripts],
    );
    bind(RestoreSession).toConstantValue(new RestoreSession(store.events, store.sessions, saved));
    bind(HoldSessions).toResolvedValue(
      (claims, endpoints) => new HoldSessions(claims, endpoints),
      [SessionClaims, TOKEN.endpoints],
    );
    bind(ReadHistory).toResolvedValue(
      (events, transcripts) => new ReadHistory(events, transcripts),
      [TOKEN.events, TOKEN.transcripts],
    );
    bind(RunTool).toResolvedValue((sessions) => new RunTool(sessions), [SessionRegistry]);
  });
}

/** Returns how long to wait. An embedded server that is away is started again, so single commands do not wait for it; a run waits for one that hangs. */
function patienceOf(
  { natsUrl, storeTimeout }: AppConfig,
  { joinOnly, waits }: { readonly joinOnly: boolean; readonly waits: boolean },
): Patience {
  const limit = longestWait(storeTimeout);
  const { away, full } = waits ? { away: limit, full: limit } : COMMAND_PATIENCE;
  const isWaitedFor = !joinOnly && (waits || natsUrl !== '');
  return { away: isWaitedFor ? away : 0, full, remote: 0 };
}

/**
 * Returns the backup to restore from, and the one to keep in step. An external server has replicas of its own; elsewhere only a
 * lost store is saved.
 */
function createBackup(
  { backup, dataDir, natsUrl }: AppConfig,
  { env, home }: Invocation['environment'],
  logger: Logger,
): { saved: SessionBackup; backup: SessionBackup } {
  if (natsUrl !== '') return { saved: NO_BACKUP, backup: NO_BACKUP };
  const directory = backup ? backupDirectory(dataDir) : undefined;
  const saved = new FileSessionBackup(
    directory ?? rescueDirectory(dataDir, stateDirectory(env, home)),
    logger,
  );
  const only = { ...NO_BACKUP, remove: (session: SessionName) => saved.remove(session) };
  return { saved, backup: directory === undefined ? only : saved };
}

const MAX_NAMES = 5;

function restoring(saved: readonly string[]): string {
  const more = saved.length > MAX_NAMES ? ` and ${saved.length - MAX_NAMES} more` : '';
  const names = `${saved.slice(0, MAX_NAMES).join(', ')}${more}`;
  return `restore a session from its backup with \`iteratr sessions restore\` (${names})`;
}

/** The agent works on a session, so its store existed. */
function lost(dataDir: string, saved: readonly string[]): AdapterError {
  return new AdapterError('STORE.LOST', `the data directory ${dataDir} was removed while it was in use`, {
    remedy: saved.length > 0 ? restoring(saved) : 'stop the run',
  });
}
