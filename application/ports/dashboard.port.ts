// The full-screen view of one session, for the process that runs it and for those that watch.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Session } from '../session/session.ts';
import type { SessionHistory } from '../session/session-history.ts';
import type { LiveItem } from './live-feed.port.ts';
import type { RunObserver } from './run-observer.port.ts';

/** `run`: this process runs the session. `attached`: another one does. `finished`: nobody does. */
type DashboardMode = 'run' | 'attached' | 'finished';

export interface DashboardOptions {
  readonly name: SessionName;
  /** Asked again and again: a run can end, and another one start. */
  readonly mode: () => DashboardMode;
  readonly theme: 'dark' | 'light';
  /** The user wants to leave, or the terminal is gone. */
  readonly onQuit: (force: boolean) => void;
  /** The user wants the session to run again, or from scratch. Throws `InputError` if it cannot now. */
  readonly onRestart: (fromScratch: boolean) => Promise<void>;
}

export interface ShownSession {
  /** Asked each time: a session that is reset is another one afterwards. */
  readonly session: () => Session;
  readonly history: SessionHistory;
  /** What arrived live while the history was read; may repeat its end. */
  readonly early?: readonly LiveItem[];
  /** Whether a run is under way: otherwise nothing is shown as running. */
  readonly isRunning: boolean;
}

export interface Dashboard extends RunObserver {
  /** Shows what happened before, and from now on does what the user asks for. */
  connect(shown: ShownSession): void;
  /** Gives the screen back. Safe to call more than once. */
  close(): void;
}

/** Takes the screen at once, so that there is something to see while the session is being opened. */
export type OpenDashboard = (options: DashboardOptions) => Promise<Dashboard>;
