// Shows the dashboard of a session that another process runs, or of a finished one.
import type { Environment } from '../../../../application/environment.ts';
import { InputError } from '../../../../application/errors.ts';
import { forwardEvents, watchedEvent } from '../../../../application/loop/broadcast.ts';
import type {
  AttentionLevel,
  Dashboard,
  OpenDashboard,
} from '../../../../application/ports/dashboard.port.ts';
import type { LiveFeed, LiveItem } from '../../../../application/ports/live-feed.port.ts';
import type { StoreWaits } from '../../../../application/ports/store-waits.port.ts';
import type { Session } from '../../../../application/session/session.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { ReadHistory } from '../../../../application/session/session-history.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { SessionRequest } from '../../config-options.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';

export interface AttachPorts {
  readonly sessions: SessionRegistry;
  readonly history: ReadHistory;
  readonly live: LiveFeed;
  readonly claims: Pick<SessionClaims, 'isRunning'>;
  readonly waits: Pick<StoreWaits, 'onChange'>;
  readonly openDashboard: OpenDashboard;
  readonly theme: 'dark' | 'light';
  readonly attention: AttentionLevel;
  readonly environment: Environment;
  readonly console: Console;
}

/** The interval at which to look whether the build is still there. */
const LOOK_MS = 2_000;

export class AttachHandler {
  /** Whether a build runs the session; assumed until it is known. */
  #isRunning = true;

  constructor(private readonly ports: AttachPorts) {}

  /** Resolves when the user quits; a running session continues. Throws if the connection to the store is lost for good. */
  async handle(request: SessionRequest): Promise<number> {
    const { sessions, waits, openDashboard, theme, attention, environment, console } = this.ports;
    const name = namedSession(request.session, environment);
    if (!console.isInteractive) {
      throw new InputError('attach needs a terminal', {
        remedy: 'without one, use `iteratr tool task-list` or the log of the build',
      });
    }
    const left = interruption(() => undefined);
    const dashboard = await openDashboard({
      name,
      theme,
      attention,
      mode: () => (this.#isRunning && mayRun(sessions.get(name)) ? 'attached' : 'finished'),
      onQuit: () => {
        if (!left.signal.aborted) left.interrupt();
      },
      onRestart: async () => {
        throw new InputError('only the process that runs the session can run it again', {
          remedy: 'use `iteratr build`',
        });
      },
      onExport: async () => {
        throw new InputError('only the process that ran the session can export it from its dashboard', {
          remedy: 'use `iteratr sessions export`',
        });
      },
    });
    const stopShowing = waits.onChange((wait) => {
      if (wait.type !== 'store-given-up') dashboard.notify(wait);
    });
    try {
      await this.#watch(await sessions.existing(name), dashboard, left.signal);
      return EXIT.ok;
    } finally {
      stopShowing();
      dashboard.close();
      left.stop();
    }
  }

  /**
   * Shows the past and then the live session until `signal` aborts. Subscribes to the live feed before it reads the
   * transcripts, so that nothing is missed or shown twice.
   */
  async #watch(session: Session, dashboard: Dashboard, signal: AbortSignal): Promise<void> {
    const { live, history } = this.ports;
    await this.#look(session.name);
    const isRunning = this.#isRunning;
    const early: LiveItem[] = [];
    let onItem = (item: LiveItem): void => void early.push(item);
    const watching = (async () => {
      for await (const item of live.watch(session.name, signal)) onItem(item);
    })();
    const before = await history.execute(session);
    dashboard.connect({ session: () => session, history: before, early, isRunning });
    onItem = (item) => dashboard.notify(watchedEvent(item));
    const unsubscribe = forwardEvents(session, dashboard);
    // While the store is away, the last answer stands.
    const looking = setInterval(() => void this.#look(session.name).catch(() => undefined), LOOK_MS);
    try {
      await Promise.all([session.follow(signal), watching]);
    } finally {
      clearInterval(looking);
      unsubscribe();
    }
  }

  async #look(name: SessionName): Promise<void> {
    this.#isRunning = await this.ports.claims.isRunning(name);
  }
}

/** Returns false if the session is loaded and its run has ended: a build that only shows the end still has the claim. */
function mayRun({ version, state }: Session): boolean {
  return version === 0 || state.runOpen;
}
