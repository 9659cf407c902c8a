// Shows the dashboard of a session that another process runs, or of a finished one.
import type { Environment } from '../../../../application/environment.ts';
import { InputError } from '../../../../application/errors.ts';
import { forwardEvents, watchedEvent } from '../../../../application/loop/broadcast.ts';
import type { Dashboard, OpenDashboard } from '../../../../application/ports/dashboard.port.ts';
import type { LiveFeed, LiveItem } from '../../../../application/ports/live-feed.port.ts';
import type { RunRegistry } from '../../../../application/ports/run-registry.port.ts';
import type { StoreWaits } from '../../../../application/ports/store-waits.port.ts';
import type { Session } from '../../../../application/session/session.ts';
import type { ReadHistory } from '../../../../application/session/session-history.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { SessionRequest } from '../../config-options.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';

export interface AttachPorts {
  readonly sessions: SessionRegistry;
  readonly history: ReadHistory;
  readonly live: LiveFeed;
  readonly waits: Pick<StoreWaits, 'onChange'>;
  readonly runs: Pick<RunRegistry, 'isRunning'>;
  readonly openDashboard: OpenDashboard;
  readonly theme: 'dark' | 'light';
  readonly environment: Environment;
  readonly console: Console;
}

export class AttachHandler {
  constructor(private readonly ports: AttachPorts) {}

  /** Resolves when the user quits; a running session continues. Throws if the connection to the store is lost for good. */
  async handle(request: SessionRequest): Promise<number> {
    const { sessions, runs, waits, openDashboard, theme, environment, console } = this.ports;
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
      mode: () => (runs.isRunning(name) && mayRun(sessions.get(name)) ? 'attached' : 'finished'),
      onQuit: () => {
        if (!left.signal.aborted) left.interrupt();
      },
      onRestart: async () => {
        throw new InputError('only the process that runs the session can run it again', {
          remedy: 'use `iteratr build`',
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
    const { live, history, runs } = this.ports;
    const isRunning = runs.isRunning(session.name);
    const early: LiveItem[] = [];
    let onItem = (item: LiveItem): void => void early.push(item);
    const watching = (async () => {
      for await (const item of live.watch(session.name, signal)) onItem(item);
    })();
    const before = await history.execute(session);
    dashboard.connect({ session: () => session, history: before, early, isRunning });
    onItem = (item) => dashboard.notify(watchedEvent(item));
    const unsubscribe = forwardEvents(session, dashboard);
    try {
      await Promise.all([session.follow(signal), watching]);
    } finally {
      unsubscribe();
    }
  }
}

/** Returns false if the session is loaded and its run has ended: a build that only shows the end still has the claim. */
function mayRun({ version, state }: Session): boolean {
  return version === 0 || state.runOpen;
}
