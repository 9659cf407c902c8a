// Everything that works with sessions: the store, its caches, the tools.
import { randomUUID } from 'node:crypto';
import { ContainerModule } from 'inversify';
import { FileRunRegistry } from '../../adapters/files/file-run-registry.ts';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { FileTranscriptStore } from '../../adapters/files/file-transcript-store.ts';
import { findRunningBuild } from '../../adapters/files/run-file.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import type { Store } from '../../adapters/nats/open-store.ts';
import { FileProcessRecords } from '../../adapters/process/process-records.ts';
import { SystemProcesses } from '../../adapters/process/system-processes.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { ListSessions } from '../../application/session/list-sessions.ts';
import { RemoveSession } from '../../application/session/remove-session.ts';
import { RenameSession } from '../../application/session/rename-session.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import { SYSTEM_CLOCK } from '../system-clock.ts';
import { TOKEN } from '../tokens.ts';

/** `store` is open already; whoever opened it closes it. */
export function sessionModule(store: Store, dataDir: string, logger: Logger): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKEN.logger).toConstantValue(logger);
    bind(TOKEN.clock).toConstantValue(SYSTEM_CLOCK);
    bind(TOKEN.ids).toConstantValue({ next: randomUUID });
    bind(TOKEN.events).toConstantValue(store.events);
    bind(TOKEN.directory).toConstantValue(store.sessions);
    bind(TOKEN.live).toConstantValue(store.live);
    bind(TOKEN.snapshots)
      .toResolvedValue((log) => new FileSnapshotStore({ dataDir, logger: log }), [TOKEN.logger])
      .inSingletonScope();
    bind(TOKEN.transcripts)
      .toResolvedValue((log) => new FileTranscriptStore(dataDir, log), [TOKEN.logger])
      .inSingletonScope();
    bind(TOKEN.processes)
      .toResolvedValue(
        (log) => new SystemProcesses(new FileProcessRecords({ dataDir, logger: log })),
        [TOKEN.logger],
      )
      .inSingletonScope();
    bind(TOKEN.runs)
      .toResolvedValue(
        (processes) =>
          new FileRunRegistry(dataDir, (endpoint) => new ToolClient(endpoint).isAlive(), processes),
        [TOKEN.processes],
      )
      .inSingletonScope();
    bind(SessionRegistry)
      .toResolvedValue(
        (events, snapshots, clock, ids, directory) =>
          new SessionRegistry({ events, snapshots, clock, ids }, directory),
        [TOKEN.events, TOKEN.snapshots, TOKEN.clock, TOKEN.ids, TOKEN.directory],
      )
      .inSingletonScope();
    bind(ListSessions)
      .toResolvedValue(
        (sessions, directory, processes) =>
          new ListSessions(
            sessions,
            directory,
            (name) => findRunningBuild(dataDir, name, processes) !== undefined,
          ),
        [SessionRegistry, TOKEN.directory, TOKEN.processes],
      )
      .inSingletonScope();
    bind(RemoveSession)
      .toResolvedValue(
        (sessions, transcripts) => new RemoveSession(sessions, transcripts),
        [SessionRegistry, TOKEN.transcripts],
      )
      .inSingletonScope();
    bind(RenameSession)
      .toResolvedValue(
        (sessions, directory, transcripts) => new RenameSession(sessions, directory, transcripts),
        [SessionRegistry, TOKEN.directory, TOKEN.transcripts],
      )
      .inSingletonScope();
    bind(RunTool)
      .toResolvedValue((sessions) => new RunTool(sessions), [SessionRegistry])
      .inSingletonScope();
  });
}
