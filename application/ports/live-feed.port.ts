// What the agent streams while it works: shown to whoever watches, kept in a transcript, no part of the session's events.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { AgentEvent } from './agent.port.ts';

export interface LiveItem {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly iteration: number;
  readonly event: AgentEvent;
}

export interface LiveFeed {
  /** Sends the item to all who watch now. Fire and forget: never throws, never blocks, order is kept. */
  publish(session: SessionName, item: LiveItem): void;

  /** Items from now on, in order, until `signal` aborts. */
  watch(session: SessionName, signal: AbortSignal): AsyncIterable<LiveItem>;
}
