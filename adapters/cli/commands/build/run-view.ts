// Shows a run, as a log on standard output or in the dashboard.
import { onAbort } from '../../../../application/async/abort.ts';
import { InputError } from '../../../../application/errors.ts';
import { forwardEvents } from '../../../../application/loop/broadcast.ts';
import type { RunResult } from '../../../../application/loop/run-result.ts';
import type {
  AttentionLevel,
  Dashboard,
  OpenDashboard,
} from '../../../../application/ports/dashboard.port.ts';
import type { RunEvent, RunObserver } from '../../../../application/ports/run-observer.port.ts';
import { type FrontPorts, FrontSessions } from '../../../../application/session/front-sessions.ts';
import type { ListSessions } from '../../../../application/session/list-sessions.ts';
import type { Session } from '../../../../application/session/session.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { SessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import type { Interruption } from '../../interruption.ts';
import { JsonReport } from '../../report/json-report.ts';
import { shortReport } from '../../report/short-report.ts';
import { TextReport } from '../../report/text-report.ts';

/** What the user wants to do after a run. `from-scratch` resets the session and runs it again. */
export type Next = 'leave' | 'again' | 'from-scratch';

export interface RunView {
  readonly observer: RunObserver;
  /** Loads the session into the view, when it has been opened or reset. */
  connect(): Promise<void>;
  /** Shows how the run ended. Resolves with what the user wants to do next. */
  finish(result: RunResult): Promise<Next>;
  /** Releases the terminal. Safe to call more than once. */
  close(): void;
}

/**
 * Returns a view that writes the run as a log to `out`. `exitCode` gives the exit code for the last line of the JSON log.
 */
export function logView(
  { out }: Pick<Console, 'out'>,
  output: 'text' | 'json',
  exitCode: (result: RunResult) => number,
): RunView {
  const observer =
    output === 'json'
      ? new JsonReport({ write: out, now: () => new Date(), exitCode: ({ result }) => exitCode(result) })
      : new TextReport(out);
  return { observer, connect: async () => undefined, finish: async () => 'leave', close: () => undefined };
}

/** Passes events to the view that is open now. While none is open, the next one loads what it missed from the session. */
export class ViewObserver implements RunObserver {
  #started: RunEvent | undefined;

  constructor(private readonly current: () => RunObserver | undefined) {}

  notify(event: RunEvent): void {
    if (event.type === 'run-started') this.#started = event;
    this.current()?.notify(event);
  }

  /** Tells a new view which run it shows. */
  repeat(): void {
    if (this.#started) this.current()?.notify(this.#started);
  }
}

export interface DashboardViewOptions extends FrontPorts {
  readonly name: SessionName;
  readonly theme: 'dark' | 'light';
  readonly attention: AttentionLevel;
  readonly open: OpenDashboard;
  /** Writes the report of the session. Returns the path of the file. */
  readonly exportReport: (session: SessionName) => Promise<string>;
  readonly sessions: SessionRegistry;
  readonly listSessions: ListSessions;
  readonly interrupted: Interruption;
  readonly console: Pick<Console, 'out'>;
}

/** Shows a run in the dashboard until the user quits it, then prints to the terminal how the run ended. */
export class DashboardView implements RunView {
  #decide: ((next: Next) => void) | undefined;
  #dashboard: Dashboard | undefined;
  /** The other sessions that the user looks at while this process runs its own. */
  #front: FrontSessions | undefined;

  private constructor(private readonly options: DashboardViewOptions) {}

  /** Opens the dashboard, which takes over the terminal. */
  static async open(options: DashboardViewOptions): Promise<DashboardView> {
    const view = new DashboardView(options);
    const { name, theme, attention, open, listSessions } = options;
    const dashboard = await open({
      name,
      theme,
      attention,
      mode: () => (view.#decide ? 'finished' : 'run'),
      onQuit: (force) => view.#quit(force),
      onRestart: (fromScratch) => view.#restart(fromScratch),
      listSessions: () => listSessions.execute(),
      onShow: async (chosen) => (chosen === name ? view.#front?.home() : view.#front?.show(chosen)),
      onExport: () => options.exportReport(name),
    });
    view.#dashboard = dashboard;
    view.#front = new FrontSessions(options, dashboard, (error, shown) => shown.notify(noMoreChanges(error)));
    return view;
  }

  get observer(): RunObserver {
    return this.#dashboard as Dashboard;
  }

  async connect(): Promise<void> {
    const { sessions, history, name } = this.options;
    const session = (): Session => sessions.get(name);
    await session().refresh();
    this.#dashboard?.connect({ session, history: await history.execute(session()), isRunning: false });
  }

  async finish(result: RunResult): Promise<Next> {
    const { interrupted, console, name } = this.options;
    const stopFollowing = this.#follow();
    let unhook: () => void = () => undefined;
    const next = await new Promise<Next>((resolve) => {
      this.#decide = resolve;
      unhook = onAbort(interrupted.signal, () => resolve('leave'));
    });
    unhook();
    this.#decide = undefined;
    stopFollowing();
    if (next !== 'leave') return next;
    this.close();
    for (const { text, style } of shortReport(result, name)) console.out(`${text}\n`, style);
    return next;
  }

  close(): void {
    void this.#front?.stop();
    this.#dashboard?.close();
  }

  #quit(force: boolean): void {
    const { interrupted } = this.options;
    if (this.#decide) {
      this.#decide('leave');
      return;
    }
    if (!interrupted.signal.aborted) interrupted.interrupt();
    if (force) interrupted.force();
  }

  async #restart(fromScratch: boolean): Promise<void> {
    const { sessions, name } = this.options;
    if (!this.#decide)
      throw new InputError('the session is running', {
        remedy: 'wait until it ends, or quit and build it again',
      });
    if (!fromScratch) await sessions.get(name).execute({ type: 'RestartSession' }, 'user');
    this.#decide(fromScratch ? 'from-scratch' : 'again');
  }

  /**
   * Shows changes that any process makes to the session while no run is active. Returns a function that stops it. A failure
   * is shown as a warning.
   */
  #follow(): () => void {
    const session = this.options.sessions.get(this.options.name);
    const unsubscribe = forwardEvents(session, this.observer);
    const following = new AbortController();
    session.follow(following.signal).catch((error: unknown) => {
      this.observer.notify(noMoreChanges(error));
    });
    return () => {
      following.abort();
      unsubscribe();
    };
  }
}

function noMoreChanges(error: unknown): RunEvent {
  const reason = error instanceof Error ? error.message : String(error);
  return { type: 'notice', level: 'warning', message: `the dashboard no longer receives changes: ${reason}` };
}
