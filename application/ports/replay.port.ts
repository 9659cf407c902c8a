// Plays a recorded session again in the dashboard, on the terminal or into a file.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { TimedEvent } from '../session/recording-order.ts';

export interface ReplayOptions {
  readonly name: SessionName;
  readonly theme: 'dark' | 'light';
  /** How many times as fast as it was recorded. */
  readonly speed: number;
  /** The iteration to start at: what lies before is there already. undefined for the beginning. */
  readonly from: number | undefined;
  /** The number of the last iteration. */
  readonly iterations: number;
  /** Oldest first. */
  readonly events: AsyncIterable<TimedEvent>;
  /** Whether a process runs the session, so that what is unfinished at the end of the recording is not shown as cancelled. */
  readonly isRunning: boolean;
}

/** Plays it on the terminal. Resolves when the user quits, the terminal is gone or `signal` aborts. */
export type PlayReplay = (options: ReplayOptions, signal: AbortSignal) => Promise<void>;

/** Yields the lines of an asciicast v2 of the screen at this size, without waiting for the time that passes in it. */
export type CastReplay = (
  options: ReplayOptions & { readonly size: { readonly columns: number; readonly rows: number } },
) => AsyncIterable<string>;
