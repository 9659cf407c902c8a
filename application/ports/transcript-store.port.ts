// Stores what the agent streamed, in one transcript per iteration, to show it later.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { LiveItem } from './live-feed.port.ts';

export interface TranscriptTail {
  readonly items: readonly LiveItem[];
  /** The position at which the items begin; 0 if there are no earlier ones. */
  readonly begin: number;
  /** In bytes. */
  readonly size: number;
}

export interface TranscriptStore {
  /** Appends an item to the transcript of its iteration, in order. The adapter logs a failure and does not throw. */
  append(session: SessionName, item: LiveItem): void;

  /**
   * Returns the last items of the transcript, oldest first, that take about `bytes`: at least one, if there is one. `end`, a
   * position from an earlier call, leaves out the items from there on. Skips lines that are broken or hold no known item.
   */
  tail(session: SessionName, iteration: number, bytes: number, end?: number): Promise<TranscriptTail>;

  /**
   * Replaces the transcripts of `to` with copies of those of `from`. Throws `AdapterError` on a failure; transcripts already
   * copied stay.
   */
  copy(from: SessionName, to: SessionName): Promise<void>;

  /** Removes all transcripts of the session. */
  delete(session: SessionName): Promise<void>;

  /** Resolves when all appended items are written. */
  flush(): Promise<void>;
}
