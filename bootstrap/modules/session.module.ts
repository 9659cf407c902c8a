// Everything that works with sessions: the store, its caches, the tools.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ContainerModule } from 'inversify';
import { FileProcessLedger } from '../../adapters/files/file-process-ledger.ts';
import { FileRunRegistry } from '../../adapters/files/file-run-registry.ts';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { FileTranscriptStore } from '../../adapters/files/file-transcript-store.ts';
import { ToolClient } from '../../adapters/mcp/tool-client.ts';
import { startOf, thisMachine } from '../../adapters/nats/embedded/machine.ts';
import type { Store } from '../../adapters/nats/open-store.ts';
import { PROCESS_TREES } from '../../adapters/shell/process-tree.ts';
import type { Clock } from '../../application/ports/clock.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { RunTool } from '../../application/tools/run-tool.ts';
import { TOKEN } from '../tokens.ts';

const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

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
    bind(TOKEN.ledger)
      .toResolvedValue(
        (log) =>
          new FileProcessLedger({
            dataDir,
            logger: log,
            startOf,
            boot: thisMachine().boot,
            trees: PROCESS_TREES,
          }),
        [TOKEN.logger],
      )
      .inSingletonScope();
    bind(TOKEN.runs)
      .toResolvedValue(
        () => new FileRunRegistry(dataDir, (endpoint) => new ToolClient(endpoint).isAlive()),
        [],
      )
      .inSingletonScope();
    bind(SessionRegistry)
      .toResolvedValue(
        (events, snapshots, clock, ids, directory) =>
          new SessionRegistry({ events, snapshots, clock, ids }, directory),
        [TOKEN.events, TOKEN.snapshots, TOKEN.clock, TOKEN.ids, TOKEN.directory],
      )
      .inSingletonScope();
    bind(RunTool)
      .toResolvedValue((sessions) => new RunTool(sessions), [SessionRegistry])
      .inSingletonScope();
  });
}
