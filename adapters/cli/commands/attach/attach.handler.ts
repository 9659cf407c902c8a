// Shows the dashboard of a session that another process runs, or of a finished one, and of others that the user chooses.
import { onAbort } from '../../../../application/async/abort.ts';
import type { Environment } from '../../../../application/environment.ts';
import { InputError } from '../../../../application/errors.ts';
import type {
  AttentionLevel,
  Dashboard,
  OpenDashboard,
} from '../../../../application/ports/dashboard.port.ts';
import type { StoreWaits } from '../../../../application/ports/store-waits.port.ts';
import { type FrontPorts, FrontSessions } from '../../../../application/session/front-sessions.ts';
import type { ListSessions } from '../../../../application/session/list-sessions.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { SessionRequest } from '../../config-options.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { interruption } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';

export interface AttachPorts extends FrontPorts {
  readonly listSessions: ListSessions;
  readonly waits: Pick<StoreWaits, 'onChange'>;
  readonly openDashboard: OpenDashboard;
  readonly theme: 'dark' | 'light';
  readonly attention: AttentionLevel;
  readonly environment: Environment;
  readonly console: Console;
}

export class AttachHandler {
  constructor(private readonly ports: AttachPorts) {}

  /** Resolves when the user quits; a running session continues. Throws if the connection to the store is lost for good. */
  async handle(request: SessionRequest): Promise<number> {
    const { listSessions, waits, openDashboard, theme, attention, environment, console } = this.ports;
    const name = namedSession(request.session, environment);
    if (!console.isInteractive) {
      throw new InputError('attach needs a terminal', {
        remedy: 'without one, use `iteratr tool task-list` or the log of the build',
      });
    }
    const left = interruption(() => undefined);
    let show = async (_: SessionName): Promise<void> => undefined;
    const dashboard = await openDashboard({
      name,
      theme,
      attention,
      mode: () => 'finished',
      onQuit: () => {
        if (!left.signal.aborted) left.interrupt();
      },
      onRestart: async () => undefined,
      onExport: async () => {
        throw new InputError('only the process that ran the session can export it from its dashboard', {
          remedy: 'use `iteratr sessions export`',
        });
      },
      listSessions: () => listSessions.execute(),
      onShow: (chosen) => show(chosen),
    });
    const stopShowing = waits.onChange((wait) => {
      if (wait.type !== 'store-given-up') dashboard.notify(wait);
    });
    try {
      await this.#untilLeft(dashboard, left.signal, async (front) => {
        show = (chosen) => front.show(chosen);
        await show(name);
      });
      return EXIT.ok;
    } finally {
      stopShowing();
      dashboard.close();
      left.stop();
    }
  }

  /** Resolves when `signal` aborts. Throws what `begin` throws, and the failure of a connection. */
  async #untilLeft(
    dashboard: Dashboard,
    signal: AbortSignal,
    begin: (front: FrontSessions) => Promise<void>,
  ): Promise<void> {
    let front: FrontSessions | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        onAbort(signal, resolve);
        front = new FrontSessions(this.ports, dashboard, reject);
        begin(front).catch(reject);
      });
    } finally {
      await front?.stop();
    }
  }
}
