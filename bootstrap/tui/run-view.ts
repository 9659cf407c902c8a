// How a run is shown: as a log on stdout, or in the dashboard.
import type { BuildRequest } from '../../adapters/cli/commands/build.command.ts';
import { JsonReport } from '../../adapters/cli/report/json-report.ts';
import { TextReport } from '../../adapters/cli/report/text-report.ts';
import type { AppConfig } from '../../adapters/config/config-schema.ts';
import { InputError } from '../../application/errors.ts';
import { forwardEvents } from '../../application/loop/broadcast.ts';
import type { RunResult } from '../../application/loop/run-result.ts';
import type { RunObserver } from '../../application/ports/run-observer.port.ts';
import type { Session } from '../../application/session/session.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { OpenSessions } from '../commands/open-sessions.ts';
import type { Environment } from '../environment.ts';
import type { Interruption } from '../interruption.ts';
import type { Dashboard } from './open-dashboard.ts';
import { shownBefore } from './shown-before.ts';

/** `afresh`: the session is reset, and runs again. */
export type Next = 'leave' | 'again' | 'afresh';

export interface RunView {
  readonly observer: RunObserver;
  /** The session is open, or another one after it was reset. */
  connect(sessions: OpenSessions): Promise<void>;
  /** Resolves when the user has seen how it ended, with what he wants next. */
  finish(result: RunResult): Promise<Next>;
  /** Gives the terminal back. Safe to call more than once. */
  close(): void;
}

/** Whether there is a person at a terminal who wants to look on. */
export function isInteractive(request: BuildRequest, config: AppConfig): boolean {
  return !config.headless && request.output === 'text' && process.stdout.isTTY && process.stdin.isTTY;
}

export function logView(
  request: BuildRequest,
  exitCode: (result: RunResult) => number,
  { env }: Environment,
): RunView {
  const write = (text: string): void => void process.stdout.write(text);
  const colors = process.stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  const observer =
    request.output === 'json'
      ? new JsonReport({ write, now: () => new Date(), exitCode: ({ result }) => exitCode(result) })
      : new TextReport({ write, colors });
  return { observer, connect: async () => undefined, finish: async () => 'leave', close: () => undefined };
}

/** The dashboard stays until the user leaves it; then the last lines of the log tell the terminal how the run ended. */
export async function dashboardView(
  name: SessionName,
  config: AppConfig,
  environment: Environment,
  interrupted: Interruption,
): Promise<RunView> {
  const { openDashboard } = await import('./open-dashboard.ts');
  const { fromLiveItems, settleTranscript } = await import('../../adapters/tui/transcript/reduce.ts');
  let registry: SessionRegistry | undefined;
  let decide: ((next: Next) => void) | undefined;
  const dashboard = openDashboard({
    name,
    mode: () => (decide ? 'finished' : 'run'),
    dataDir: config.dataDir,
    theme: config.theme,
    environment,
    onQuit: (force) => {
      if (decide) return decide('leave');
      // The first asks the run to end in order, a second one ends it at once.
      if (!interrupted.signal.aborted) interrupted.interrupt();
      if (force) interrupted.interrupt();
    },
    onRestart: async (afresh) => {
      if (!decide)
        throw new InputError('the session is running: pause it, or leave, before it can run again');
      if (!afresh) await registry?.get(name).execute({ type: 'RestartSession' }, 'user');
      decide(afresh ? 'afresh' : 'again');
    },
  });
  return {
    observer: dashboard,
    connect: async (sessions) => {
      const opened = sessions.container.get(SessionRegistry);
      registry = opened;
      await opened.get(name).refresh();
      const { items, recorded } = await shownBefore(opened.get(name), sessions);
      const transcript = settleTranscript(fromLiveItems(items, recorded), Date.now());
      dashboard.connect({ session: () => opened.get(name), logger: sessions.logger }, transcript);
    },
    close: () => dashboard.close(),
    finish: async (result) => {
      const stopFollowing = followSession(registry?.get(name), dashboard);
      const next = await new Promise<Next>((resolve) => {
        decide = resolve;
        if (interrupted.signal.aborted) resolve('leave');
        interrupted.signal.addEventListener('abort', () => resolve('leave'), { once: true });
      });
      decide = undefined;
      stopFollowing();
      if (next !== 'leave') return next;
      dashboard.close();
      const colors = !environment.env.NO_COLOR;
      const log = new TextReport({ write: (text) => void process.stdout.write(text), colors });
      log.notify({ type: 'run-ended', result });
      return next;
    },
  };
}

/** Between two runs as well, what is done to the session is seen, by whichever process. Returns how to stop that. */
function followSession(session: Session | undefined, dashboard: Dashboard): () => void {
  if (!session) return () => undefined;
  const unsubscribe = forwardEvents(session, dashboard);
  const following = new AbortController();
  session.follow(following.signal).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    dashboard.notify({
      type: 'notice',
      level: 'warning',
      message: `nothing new is seen any more: ${reason}`,
    });
  });
  return () => {
    following.abort();
    unsubscribe();
  };
}
