// The full-screen view of one session, in the process that runs it and in processes that watch.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Session } from '../session/session.ts';
import type { SessionHistory } from '../session/session-history.ts';
import type { SessionSummary } from '../session/session-summary.ts';
import type { LiveItem } from './live-feed.port.ts';
import type { RunObserver } from './run-observer.port.ts';

/** `run`: this process runs the session. `attached`: another process does. `finished`: no process does. */
type DashboardMode = 'run' | 'attached' | 'finished';

/**
 * How the user's attention is called outside of the screen: not at all, by title and progress of the terminal's window, also
 * by a bell, or also by desktop notifications.
 */
export type AttentionLevel = 'off' | 'title' | 'bell' | 'all';

export interface DashboardOptions {
  readonly name: SessionName;
  /** Called repeatedly, because a run can end and another one start. */
  readonly mode: () => DashboardMode;
  readonly theme: 'dark' | 'light';
  readonly attention: AttentionLevel;
  /** Called when the user quits or the terminal is gone. */
  readonly onQuit: (force: boolean) => void;
  /** Called when the user restarts the session, or starts it from scratch. Throws `InputError` if that is impossible now. */
  readonly onRestart: (fromScratch: boolean) => Promise<void>;
  /** Returns the sessions of the store, to choose from. */
  readonly listSessions: () => Promise<readonly SessionSummary[]>;
  /** Called when the user chooses a session of the store, be it that of the dashboard. Throws if there is none of this name. */
  readonly onShow: (name: SessionName) => Promise<void>;
  /** Writes the report of the session. Returns the path of the file. Throws `InputError` if that is impossible here. */
  readonly onExport: () => Promise<string>;
}

export interface ShownSession {
  /** Called each time, because a reset replaces the session. */
  readonly session: () => Session;
  readonly history: SessionHistory;
  /** Items that arrived live while the history was read. May overlap the end of the history. */
  readonly early?: readonly LiveItem[];
  /** Whether a run is in progress. If not, nothing is shown as running. */
  readonly isRunning: boolean;
}

/** One session in the dashboard. It is notified of what happens to it. */
export interface SessionView extends RunObserver {
  /** Shows the session's history, and from now on acts on the user's input. */
  connect(shown: ShownSession): void;
}

/** As a view, it is that of its own session, which continues while another one is shown in front of it. */
export interface Dashboard extends SessionView {
  /** Shows another session, in place of the one that is in front. What still comes for that one is ignored. */
  front(name: SessionName, mode: () => Exclude<DashboardMode, 'run'>): SessionView;
  /** Shows the own session again. */
  home(): void;
  /** Restores the terminal. Can be called repeatedly. */
  close(): void;
}

/** Takes over the screen immediately, so that the user sees something while the session opens. */
export type OpenDashboard = (options: DashboardOptions) => Promise<Dashboard>;
