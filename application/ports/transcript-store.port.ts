// Keeps what the agent streamed, one transcript per iteration, for those who look at a run later.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { LiveItem } from './live-feed.port.ts';

export interface TranscriptStore {
  /** Adds an item to the transcript of its iteration. Order is kept; a failure is logged by the adapter, never thrown. */
  append(session: SessionName, item: LiveItem): void;

  /** The items kept so far, oldest first; none when there is no transcript. A line that was cut short is skipped. */
  read(session: SessionName, iteration: number): AsyncIterable<LiveItem>;

  /**
   * Gives `to` what `from` has, instead of what `to` may have had. Throws `AdapterError` when that cannot be done; what was
   * copied till then stays.
   */
  copy(from: SessionName, to: SessionName): Promise<void>;

  /** Removes all transcripts of the session. */
  delete(session: SessionName): Promise<void>;

  /** Resolves when everything appended is written. */
  flush(): Promise<void>;
}
