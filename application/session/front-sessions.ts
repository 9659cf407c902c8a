// Shows the sessions of the store in a dashboard, one at a time.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Dashboard, SessionView } from '../ports/dashboard.port.ts';
import type { SessionRegistry } from './session-registry.ts';
import { type WatchPorts, WatchSession } from './watch-session.ts';

export interface FrontPorts extends WatchPorts {
  readonly sessions: Pick<SessionRegistry, 'existing'>;
}

export class FrontSessions {
  #leaving = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly ports: FrontPorts,
    private readonly dashboard: Pick<Dashboard, 'front' | 'home'>,
    /** Receives the failure of the connection to a session that is shown, and its view. */
    private readonly onLost: (error: unknown, view: SessionView) => void,
  ) {}

  /**
   * Shows the session in front of that of the dashboard, and stops watching the one before. Throws `SESSION.NOT_FOUND`; what
   * was shown stays then.
   */
  show(name: SessionName): Promise<void> {
    return this.#inTurn(async () => {
      const session = await this.ports.sessions.existing(name);
      const watch = await WatchSession.of(session, this.ports);
      await this.#leave();
      const { signal } = this.#leaving;
      const view = this.dashboard.front(name, () => (watch.isRunning ? 'attached' : 'finished'));
      this.#watching = watch.show(view, signal).catch((error: unknown) => {
        if (!signal.aborted) this.onLost(error, view);
      });
    });
  }

  /** Shows the session of the dashboard again. */
  home(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#leave();
      this.dashboard.home();
    });
  }

  /** Stops watching. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#leave());
  }

  async #leave(): Promise<void> {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    await this.#watching;
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
