// Opens the dashboard on a session, for the process that runs it and for those that look on.

import { readPreferences } from '../../adapters/files/preferences-file.ts';
import { Git } from '../../adapters/git/git-command.ts';
import { workTreeSummary } from '../../adapters/git/work-tree-summary.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import type { Surroundings } from '../../adapters/tui/app/app-model.ts';
import { initialModel } from '../../adapters/tui/app/initial-model.ts';
import { detectColors } from '../../adapters/tui/terminal/color-depth.ts';
import { KitTerminal } from '../../adapters/tui/terminal/kit-terminal.ts';
import { EMPTY_TRANSCRIPT } from '../../adapters/tui/transcript/reduce.ts';
import type { Transcript } from '../../adapters/tui/transcript/transcript.ts';
import { TuiApp } from '../../adapters/tui/tui-app.ts';
import { InputError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { RunEvent, RunObserver } from '../../application/ports/run-observer.port.ts';
import type { Session } from '../../application/session/session.ts';
import { INITIAL_STATE } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { beforeCrash } from '../crash.ts';
import type { Environment } from '../environment.ts';
import { redirectConsole } from './console.ts';
import { performEffect } from './perform-effect.ts';

export interface DashboardOptions {
  readonly name: SessionName;
  readonly mode: () => Surroundings['mode'];
  readonly dataDir: string;
  readonly theme: 'dark' | 'light';
  readonly environment: Environment;
  /** The user wants to leave, or the terminal is gone. */
  readonly onQuit: (force: boolean) => void;
  /** The user wants the session to run again, `afresh` without what it holds. Throws `InputError` when it cannot now. */
  readonly onRestart: (afresh: boolean) => Promise<void>;
}

/** What the dashboard works with once it is open. */
interface DashboardSession {
  /** Asked each time: a session that is reset is another one afterwards. */
  readonly session: () => Session;
  readonly logger: Logger;
}

export interface Dashboard extends RunObserver {
  /** The session is open: shows what was there before, and does from now on what the user asks for. */
  connect(session: DashboardSession, transcript: Transcript): void;
  /** Gives the screen back. Safe to call more than once. */
  close(): void;
}

/** What the status line says about the work tree is looked up this often. */
const SURROUNDINGS_MS = 5_000;
/** Whether the session is run by somebody: what is shown as running is to run. */
const MODE_MS = 500;

/** Takes the screen at once, so that there is something to see while the session is being opened. */
export function openDashboard(options: DashboardOptions): Dashboard {
  const { name, environment, dataDir, onQuit, onRestart, mode } = options;
  let connected: DashboardSession | undefined;
  const { stdin, stdout } = process;
  const terminal = new KitTerminal({ stdin, stdout, colors: detectColors(environment.env) });
  const files = new Set<string>();
  const surroundings: Surroundings = { session: name, git: null, filesChanged: 0, mode: mode() };
  const app = new TuiApp({
    terminal,
    theme: options.theme,
    insideTmux: (environment.env.TMUX ?? '') !== '',
    model: initialModel({
      size: terminal.size,
      now: Date.now(),
      surroundings,
      sidebar: readPreferences(dataDir).sidebar,
      transcript: EMPTY_TRANSCRIPT,
    }),
    session: () => connected?.session().state ?? INITIAL_STATE,
    perform: async (effect) => {
      if (effect.type === 'quit') {
        onQuit(effect.force);
        return '';
      }
      if (!connected) throw new InputError('the session is being opened: try again in a moment');
      const host = { session: connected.session(), dataDir, logger: connected.logger, restart: onRestart };
      return performEffect(effect, host);
    },
    onClosed: () => onQuit(false),
    now: Date.now,
  });

  const refresh = async (): Promise<void> => {
    const git = await workTreeSummary(new Git(UNRECORDED_PROCESSES), environment.cwd);
    app.setSurroundings({ ...surroundings, git, filesChanged: files.size, mode: mode() });
  };
  const restoreConsole = redirectConsole((text) => connected?.logger.info('console', { text }));
  let shownMode = surroundings.mode;
  let checks = 0;
  const timer = setInterval(() => {
    const isDue = ++checks % (SURROUNDINGS_MS / MODE_MS) === 0;
    if (!isDue && mode() === shownMode) return;
    shownMode = mode();
    void refresh();
  }, MODE_MS);
  const close = (): void => {
    clearInterval(timer);
    forget();
    app.stop();
    restoreConsole();
  };
  const forget = beforeCrash(close);

  app.start();
  void refresh();
  return {
    connect(session, transcript) {
      connected = session;
      files.clear();
      app.opened(session.session().state, transcript);
    },
    notify(event: RunEvent) {
      app.notify(event);
      // The last commit is made after the last iteration was recorded.
      if (event.type === 'run-ended') void refresh();
      if (event.type !== 'recorded' || event.recorded.event.type !== 'IterationEnded') return;
      for (const file of event.recorded.event.data.filesChanged) files.add(file);
      void refresh();
    },
    close,
  };
}
