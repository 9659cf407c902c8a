// Streams the output of agent and hooks to processes that watch. It goes to the transcript, not to the session's events.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { AgentEvent } from './agent.port.ts';
import type { HookEvent } from './hook-runner.port.ts';
import type { RunEvent } from './run-observer.port.ts';

/** Everything a run shows that is not an event of the session. */
export type LiveEvent =
  | AgentEvent
  | HookEvent
  | Extract<RunEvent, { readonly type: 'notice' | 'turn-failed' | 'phase' }>;

export interface LiveItem {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The running iteration; between iterations, the previous one; 0 before the first. */
  readonly iteration: number;
  /** The worker that it comes from; absent in place, and for what concerns the whole run. */
  readonly worker?: WorkerName;
  readonly event: LiveEvent;
}

export interface LiveFeed {
  /** Sends the item to all current watchers, in order. Fire and forget: never throws and never blocks. */
  publish(session: SessionName, item: LiveItem): void;

  /** Yields the items published from now on, in order, until `signal` aborts. */
  watch(session: SessionName, signal: AbortSignal): AsyncIterable<LiveItem>;
}
