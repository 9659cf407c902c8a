// Connects a session with its screen: its history, what happens to it, and the facts around it.
import type { CommitChanges } from '../../application/ports/commit-reader.port.ts';
import type { SessionView, ShownSession } from '../../application/ports/dashboard.port.ts';
import type { RunEvent } from '../../application/ports/run-observer.port.ts';
import type { Session } from '../../application/session/session.ts';
import type { SessionHistory } from '../../application/session/session-history.ts';
import type { SessionSummary } from '../../application/session/session-summary.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Surroundings } from './model/app-model.ts';
import type { SessionScreen } from './session-screen.ts';
import { joinLiveItems } from './transcript/join-live-items.ts';
import { byWorker, settleTranscripts, type WorkerTranscripts } from './transcript/worker-transcripts.ts';

export interface ConnectionOptions {
  readonly name: SessionName;
  readonly mode: () => 'run' | 'attached' | 'finished';
  /** Reads the git facts. */
  readonly git: () => Promise<Surroundings['git']>;
  readonly screen: SessionScreen;
}

export class Connection implements SessionView {
  #shown: ShownSession | undefined;
  #earlier: SessionHistory['earlier'] = null;
  #git: Surroundings['git'] = null;
  #mode: Surroundings['mode'] | undefined;
  readonly #files = new Set<string>();

  constructor(private readonly options: ConnectionOptions) {}

  get name(): SessionName {
    return this.options.name;
  }

  /** undefined until it is loaded. */
  get session(): Session | undefined {
    return this.#shown?.session();
  }

  get surroundings(): Surroundings {
    const { name, mode } = this.options;
    return { session: name, git: this.#git, filesChanged: this.#files.size, mode: mode() };
  }

  connect(shown: ShownSession): void {
    this.#shown = shown;
    this.#files.clear();
    this.#earlier = shown.history.earlier;
    this.options.screen.opened(shown.session().state, transcriptsOf(shown), this.#earlier !== null);
  }

  notify(event: RunEvent): void {
    this.options.screen.notify(event);
    if (event.type === 'run-ended') this.look(true);
    if (event.type !== 'recorded') return;
    const { event: fact } = event.recorded;
    if (fact.type === 'IterationCommitted') this.look(true);
    if (fact.type !== 'IterationEnded') return;
    for (const file of fact.data.filesChanged) this.#files.add(file);
    this.look(true);
  }

  /** Shows the mode if it has changed, and reads the facts of git if they are due. */
  look(isDue: boolean): void {
    const { mode, git, screen } = this.options;
    if (mode() !== this.#mode) screen.setSurroundings(this.surroundings);
    this.#mode = mode();
    if (!isDue) return;
    void git().then((facts) => {
      this.#git = facts;
      screen.setSurroundings(this.surroundings);
    });
  }

  showCommit(commit: string, changes: CommitChanges): void {
    this.options.screen.showCommit(commit, changes);
  }

  listed(sessions: readonly SessionSummary[]): void {
    this.options.screen.listed(sessions);
  }

  /** Reads the piece of the history before the one that is shown. */
  async loadEarlier(): Promise<void> {
    const read = this.#earlier;
    if (!read) return;
    const history = await read();
    // The session may have been reset while it was read.
    if (this.#earlier !== read) return;
    this.#earlier = history.earlier;
    this.options.screen.prepend(byWorker(history.items, history.recorded), this.#earlier !== null);
  }
}

function transcriptsOf({ history, early = [], isRunning }: ShownSession): WorkerTranscripts {
  const transcripts = byWorker(joinLiveItems(history.items, early), history.recorded);
  return isRunning ? transcripts : settleTranscripts(transcripts, Date.now());
}
