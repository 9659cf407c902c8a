// Tells the interface what happens to one session: the one of the dashboard, or one that is shown in front of it.
import type { CommitChanges } from '../../application/ports/commit-reader.port.ts';
import type { RunEvent, RunObserver } from '../../application/ports/run-observer.port.ts';
import type { SessionSummary } from '../../application/session/session-summary.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { AppMessage, Surroundings } from './model/app-model.ts';
import type { WorkerTranscripts } from './transcript/worker-transcripts.ts';

export interface SessionScreenOptions {
  readonly send: (message: AppMessage) => void;
  /** Returns the current state of the session. */
  readonly session: () => SessionState;
  /** Returns the time in milliseconds since the epoch. */
  readonly now: () => number;
}

export class SessionScreen implements RunObserver {
  constructor(private readonly options: SessionScreenOptions) {}

  notify(event: RunEvent): void {
    const { send, session, now } = this.options;
    send({ type: 'run', event, session: session(), time: now() });
  }

  /** Shows the loaded session and the newest piece of its past. The screen is empty until then. */
  opened(session: SessionState, transcripts: WorkerTranscripts, hasEarlier: boolean): void {
    this.options.send({ type: 'opened', session, transcripts, hasEarlier });
  }

  /** Shows an earlier piece of the past before what is shown. */
  prepend(transcripts: WorkerTranscripts, hasEarlier: boolean): void {
    this.options.send({ type: 'earlier', transcripts, hasEarlier });
  }

  setSurroundings(surroundings: Surroundings): void {
    this.options.send({ type: 'surroundings', surroundings });
  }

  /** Shows what a commit changed, in its overlay. */
  showCommit(commit: string, changes: CommitChanges): void {
    this.options.send({ type: 'commit', commit, changes });
  }

  /** Shows the sessions of the store in the overlay that lists them. */
  listed(sessions: readonly SessionSummary[]): void {
    this.options.send({ type: 'sessions', sessions });
  }
}
