// Reads the history of a session, which the dashboard shows when it opens.
import type { RecordedEvent } from '../../domain/session/session.events.ts';
import type { EventStore } from '../ports/event-store.port.ts';
import type { LiveItem } from '../ports/live-feed.port.ts';
import type { TranscriptStore } from '../ports/transcript-store.port.ts';
import type { Session } from './session.ts';

export interface SessionHistory {
  readonly recorded: readonly RecordedEvent[];
  /** The agent's output of the last iterations. */
  readonly items: readonly LiveItem[];
}

/** The history includes the transcripts of this many iterations; of earlier ones, only the events. */
const ITERATIONS_SHOWN = 5;

export class ReadHistory {
  constructor(
    private readonly events: EventStore,
    private readonly transcripts: TranscriptStore,
  ) {}

  /** Returns the history up to the session's version. `session` must be up to date; its followers get later events. */
  async execute(session: Session): Promise<SessionHistory> {
    const recorded: RecordedEvent[] = [];
    for await (const batch of this.events.read(session.name, 0)) {
      if (batch.version <= session.version) recorded.push(...batch.events);
    }
    const { last } = session.state.iterations;
    const items: LiveItem[] = [];
    for (let number = Math.max(0, last - ITERATIONS_SHOWN + 1); number <= last; number++) {
      for await (const item of this.transcripts.read(session.name, number)) items.push(item);
    }
    return { recorded, items };
  }
}
