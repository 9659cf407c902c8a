// Stores what the agent streamed, in one transcript per iteration, to show it later.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { LiveItem } from './live-feed.port.ts';

export interface TranscriptStore {
  /** Appends an item to the transcript of its iteration, in order. The adapter logs a failure and does not throw. */
  append(session: SessionName, item: LiveItem): void;

  /** Yields the items stored so far, oldest first; none if there is no transcript. Skips a truncated line. */
  read(session: SessionName, iteration: number): AsyncIterable<LiveItem>;

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
