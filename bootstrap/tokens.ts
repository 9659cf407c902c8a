// The names under which the container knows what implements each port.
import type { ServiceIdentifier } from 'inversify';
import type { Agent } from '../application/ports/agent.port.ts';
import type { Clock, IdGenerator } from '../application/ports/clock.port.ts';
import type { EventStore, SessionDirectory } from '../application/ports/event-store.port.ts';
import type { HookRunner } from '../application/ports/hook-runner.port.ts';
import type { LiveFeed } from '../application/ports/live-feed.port.ts';
import type { Logger } from '../application/ports/logger.port.ts';
import type { Processes } from '../application/ports/processes.port.ts';
import type { PromptTemplate } from '../application/ports/prompt-template.port.ts';
import type { RunObserver } from '../application/ports/run-observer.port.ts';
import type { RunRegistry } from '../application/ports/run-registry.port.ts';
import type { SnapshotStore } from '../application/ports/snapshot-store.port.ts';
import type { TranscriptStore } from '../application/ports/transcript-store.port.ts';
import type { WorkTree } from '../application/ports/work-tree.port.ts';

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol(name) as ServiceIdentifier<T>;
}

export const TOKEN = {
  agent: token<Agent>('Agent'),
  clock: token<Clock>('Clock'),
  events: token<EventStore>('EventStore'),
  directory: token<SessionDirectory>('SessionDirectory'),
  hooks: token<HookRunner>('HookRunner'),
  ids: token<IdGenerator>('IdGenerator'),
  processes: token<Processes>('Processes'),
  live: token<LiveFeed>('LiveFeed'),
  logger: token<Logger>('Logger'),
  observer: token<RunObserver>('RunObserver'),
  runs: token<RunRegistry>('RunRegistry'),
  snapshots: token<SnapshotStore>('SnapshotStore'),
  template: token<PromptTemplate>('PromptTemplate'),
  transcripts: token<TranscriptStore>('TranscriptStore'),
  workTree: token<WorkTree>('WorkTree'),
} as const;
