// What a run is composed from: the configuration, the agents, and what the process has opened.

import type { AppConfig } from '../adapters/config/config-schema.ts';
import type { ConfigReader } from '../adapters/git/config-reader.ts';
import type { OwnOutput } from '../adapters/git/own-output.ts';
import type { Hooks } from '../adapters/hooks/hooks.ts';
import type { SystemProcesses } from '../adapters/process/system-processes.ts';
import type { Environment } from '../application/environment.ts';
import type { Clock } from '../application/ports/clock.port.ts';
import type { LiveFeed } from '../application/ports/live-feed.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { StoreWaits } from '../application/ports/store-waits.port.ts';
import type { TranscriptStore } from '../application/ports/transcript-store.port.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import type { SessionRegistry } from '../application/session/session-registry.ts';
import type { WorkerLeases } from '../application/session/worker-leases.ts';
import type { AgentChoice } from './agent-choice.ts';
import type { NotifiedRuns } from './notify-runs.ts';

export interface RunSurroundings {
  readonly config: Pick<
    AppConfig,
    | 'dataDir'
    | 'logFile'
    | 'logMaxSize'
    | 'logMaxFiles'
    | 'envDeny'
    | 'verify'
    | 'protect'
    | 'protectNew'
    | 'template'
    | 'review'
    | 'notify'
    | 'notifyOn'
    | 'worktreesDir'
    | 'worktreeCopy'
    | 'remote'
    | 'storeTimeout'
    | 'workers'
  >;
  readonly choice: AgentChoice;
  /** The agents that continue when that of `choice` cannot. */
  readonly fallback: readonly AgentChoice[];
  /** The agent that reviews; undefined for none. */
  readonly reviewer: AgentChoice | undefined;
  /** The agent of the role `plan`, if it is not the one that works. */
  readonly planChoice: AgentChoice | undefined;
  readonly environment: Environment;
  readonly secrets: KnownSecrets;
  readonly hooks: Hooks;
  readonly ownOutput: OwnOutput;
  /** Shared by the work trees of workers; each other one has its own. */
  readonly gitConfig?: ConfigReader;
  readonly sessions: SessionRegistry;
  readonly processes: SystemProcesses;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly leases: WorkerLeases;
  readonly live: LiveFeed;
  readonly transcripts: TranscriptStore;
  readonly storeLost: AbortSignal;
  readonly storeWaits: StoreWaits;
  readonly atExit: NotifiedRuns['atExit'];
}
