// What agent and hooks stream while they work: shown to those who watch, kept in a transcript, no part of the session's events.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { AgentEvent } from './agent.port.ts';
import type { HookEvent } from './hook-runner.port.ts';
import type { RunEvent } from './run-observer.port.ts';

/** Everything a run shows that is no fact of the session. */
export type LiveEvent =
  | AgentEvent
  | HookEvent
  | Extract<RunEvent, { readonly type: 'notice' | 'turn-failed' }>;

export interface LiveItem {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The iteration that runs or, between two, the one before; 0 before the first. */
  readonly iteration: number;
  readonly event: LiveEvent;
}

export interface LiveFeed {
  /** Sends the item to all who watch now. Fire and forget: never throws, never blocks, order is kept. */
  publish(session: SessionName, item: LiveItem): void;

  /** Items from now on, in order, until `signal` aborts. */
  watch(session: SessionName, signal: AbortSignal): AsyncIterable<LiveItem>;
}
