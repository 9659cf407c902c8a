// Watches one session: its past, then its events and the agent's output as they come.
import { forwardEvents, watchedEvent } from '../loop/broadcast.ts';
import type { SessionView } from '../ports/dashboard.port.ts';
import type { LiveFeed, LiveItem } from '../ports/live-feed.port.ts';
import type { Session } from './session.ts';
import type { SessionClaims } from './session-claims.ts';
import type { ReadHistory } from './session-history.ts';

export interface WatchPorts {
  readonly history: ReadHistory;
  readonly live: LiveFeed;
  readonly claims: Pick<SessionClaims, 'isRunning'>;
}

/** The interval at which to look whether the build is still there. */
const LOOK_MS = 2_000;

export class WatchSession {
  #isClaimed = false;

  private constructor(
    private readonly session: Session,
    private readonly ports: WatchPorts,
  ) {}

  /** Prepares to watch the session, which must be up to date. */
  static async of(session: Session, ports: WatchPorts): Promise<WatchSession> {
    const watch = new WatchSession(session, ports);
    await watch.#look();
    return watch;
  }

  /** Whether a process runs the session. A build that only shows the end still has the claim. */
  get isRunning(): boolean {
    return this.#isClaimed && this.session.state.runOpen;
  }

  /**
   * Shows the past and then the live session until `signal` aborts. Subscribes to the live feed before it reads the
   * transcripts, so that nothing is missed or shown twice. Throws if the connection to the store is lost for good.
   */
  async show(view: SessionView, signal: AbortSignal): Promise<void> {
    const { session } = this;
    const { live, history } = this.ports;
    const early: LiveItem[] = [];
    let onItem = (item: LiveItem): void => void early.push(item);
    const watching = (async () => {
      for await (const item of live.watch(session.name, signal)) onItem(item);
    })();
    watching.catch(() => undefined);
    const past = await history.execute(session);
    if (signal.aborted) return;
    view.connect({ session: () => session, history: past, early, isRunning: this.isRunning });
    onItem = (item) => view.notify(watchedEvent(item));
    const unsubscribe = forwardEvents(session, view);
    // While the store is away, the last answer stands.
    const looking = setInterval(() => void this.#look().catch(() => undefined), LOOK_MS);
    try {
      await Promise.all([session.follow(signal), watching]);
    } finally {
      clearInterval(looking);
      unsubscribe();
    }
  }

  async #look(): Promise<void> {
    this.#isClaimed = await this.ports.claims.isRunning(this.session.name);
  }
}
