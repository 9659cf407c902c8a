// Tells that the store, or the git remote of the session's branch, cannot answer at the moment and is waited for.
import type { AdapterError } from '../errors.ts';

/** The store does not answer (`away`), has no room for more events (`full`), or the git remote cannot be reached. */
export type WaitCause = 'away' | 'full' | 'remote';

export type StoreWait =
  /** Requests wait. */
  | {
      readonly type: 'store-waiting';
      readonly cause: WaitCause;
      /** What is wrong, for the user. */
      readonly problem: string;
      /** When the wait ends with an error, ISO 8601, UTC; null for no limit. */
      readonly until: string | null;
    }
  | { readonly type: 'store-back'; readonly cause: WaitCause; readonly waitedMs: number }
  /** The time is over: every waiting request fails. The store can still come back. */
  | { readonly type: 'store-given-up'; readonly error: AdapterError };

export interface StoreWaits {
  /**
   * Calls `listener` for every change: one `store-waiting`, then one `store-back` or `store-given-up`; after the latter, one
   * `store-back` if the store does come back. Short interruptions are not reported. A wait that has already begun is
   * reported at once. Returns a function that removes the listener.
   */
  onChange(listener: (wait: StoreWait) => void): () => void;

  /** Makes the current wait and every later one end at most `ms` milliseconds after it began. */
  shorten(ms: number): void;
}
