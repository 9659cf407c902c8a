// The tokens under which the container binds the implementation of each port.

import type { ServiceIdentifier } from 'inversify';
import type { PrepareRun } from '../adapters/cli/commands/build/build-start.ts';
import type { LiveSessions } from '../adapters/cli/commands/completion/session-lookup.ts';
import type { HooksFileReader } from '../adapters/cli/commands/hooks/project-hooks.ts';
import type { ProjectFiles } from '../adapters/cli/commands/trust/risk-text.ts';
import type { Console } from '../adapters/cli/console.ts';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import type { Settings } from '../adapters/config/settings.ts';
import type { Hooks } from '../adapters/hooks/hooks.ts';
import type { SystemProcesses } from '../adapters/process/system-processes.ts';
import type { Environment } from '../application/environment.ts';
import type { AgentCatalog } from '../application/ports/agent-catalog.port.ts';
import type { Clock, IdGenerator } from '../application/ports/clock.port.ts';
import type { OpenDashboard } from '../application/ports/dashboard.port.ts';
import type { EventStore, SessionDirectory } from '../application/ports/event-store.port.ts';
import type { OpenGuide } from '../application/ports/guide.port.ts';
import type { LiveFeed } from '../application/ports/live-feed.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { PreferencesStore } from '../application/ports/preferences.port.ts';
import type { PlayReplay } from '../application/ports/replay.port.ts';
import type { SnapshotStore } from '../application/ports/snapshot-store.port.ts';
import type { ToolEndpoints } from '../application/ports/tool-endpoint.port.ts';
import type { TranscriptStore } from '../application/ports/transcript-store.port.ts';
import type { KnownSecrets } from '../application/secrets/known-secrets.ts';
import type { ProjectConsents } from '../application/trust/project-consents.ts';

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol(name) as ServiceIdentifier<T>;
}

/** Runs one request of a command and returns its exit code. */
export interface Handler<Request> {
  handle(request: Request): Promise<number>;
}

export const TOKEN = {
  /** The handler of the current command. */
  handler: token<Handler<never>>('Handler'),
  catalogOf:
    token<(agent: string, config: Pick<AppConfig, 'agents' | 'envDeny'>) => AgentCatalog>('CatalogOf'),
  clock: token<Clock>('Clock'),
  consents: token<ProjectConsents>('ProjectConsents'),
  config: token<AppConfig>('AppConfig'),
  console: token<Console>('Console'),
  directory: token<SessionDirectory>('SessionDirectory'),
  endpoints: token<ToolEndpoints>('ToolEndpoints'),
  environment: token<Environment>('Environment'),
  events: token<EventStore>('EventStore'),
  hooksFile: token<HooksFileReader<Hooks>>('HooksFile'),
  ids: token<IdGenerator>('IdGenerator'),
  prepareRun: token<PrepareRun>('PrepareRun'),
  processes: token<SystemProcesses>('SystemProcesses'),
  live: token<LiveFeed>('LiveFeed'),
  liveSessions: token<LiveSessions>('LiveSessions'),
  logger: token<Logger>('Logger'),
  openDashboard: token<OpenDashboard>('OpenDashboard'),
  openGuide: token<OpenGuide>('OpenGuide'),
  playReplay: token<PlayReplay>('PlayReplay'),
  preferences: token<PreferencesStore>('PreferencesStore'),
  projectFiles: token<ProjectFiles>('ProjectFiles'),
  secrets: token<KnownSecrets>('KnownSecrets'),
  settings: token<Settings>('Settings'),
  snapshots: token<SnapshotStore>('SnapshotStore'),
  summaries: token<SnapshotStore>('SummaryStore'),
  transcripts: token<TranscriptStore>('TranscriptStore'),
} as const;
