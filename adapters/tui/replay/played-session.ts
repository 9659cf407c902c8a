// The session as of the last event that a replay has played.
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import type { Surroundings } from '../model/app-model.ts';
import type { ReplayState } from '../model/replay-state.ts';

export class PlayedSession {
  #state: SessionState = INITIAL_STATE;
  readonly #files = new Set<string>();

  constructor(private readonly name: string) {}

  get state(): SessionState {
    return this.#state;
  }

  add(event: RunEvent): void {
    if (event.type !== 'recorded') return;
    this.#state = evolve(this.#state, event.recorded);
    if (event.recorded.event.type !== 'IterationEnded') return;
    for (const file of event.recorded.event.data.filesChanged) this.#files.add(file);
  }

  /** Returns the surroundings. Those of git are left out: the work tree of now says nothing about then. */
  surroundings(replay: ReplayState): Surroundings {
    return { session: this.name, git: null, filesChanged: this.#files.size, mode: 'replay', replay };
  }

  /** Returns what is shown after the last event. Work that a killed run left unfinished has stopped. */
  end(isRunning: boolean): readonly RunEvent[] {
    const iteration = this.#state.iterations.last;
    return [
      ...(isRunning ? [] : [{ type: 'turn-failed', iteration, reason: 'the recording ends' } as const]),
      { type: 'notice', level: 'info', message: 'The replay has ended.' },
    ];
  }
}
