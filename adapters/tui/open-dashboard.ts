// Opens the dashboard on the real terminal.
import { InputError } from '../../application/errors.ts';
import type { Dashboard, DashboardOptions, ShownSession } from '../../application/ports/dashboard.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { PreferencesStore } from '../../application/ports/preferences.port.ts';
import type { RunEvent } from '../../application/ports/run-observer.port.ts';
import type { SessionHistory } from '../../application/session/session-history.ts';
import { INITIAL_STATE } from '../../domain/session/session.state.ts';
import type { Surroundings } from './model/app-model.ts';
import { initialModel } from './model/initial-model.ts';
import { performEffect } from './perform-effect.ts';
import { attentionAbilities } from './terminal/attention.ts';
import { detectColors } from './terminal/color-depth.ts';
import { KitTerminal } from './terminal/kit-terminal.ts';
import { redirectConsole } from './terminal/redirect-console.ts';
import { joinLiveItems } from './transcript/join-live-items.ts';
import { EMPTY_TRANSCRIPT, fromLiveItems, settleTranscript } from './transcript/reduce.ts';
import type { Transcript } from './transcript/transcript.ts';
import { TuiApp } from './tui-app.ts';

export interface DashboardPorts {
  readonly env: Readonly<Record<string, string>>;
  readonly preferences: PreferencesStore;
  /** Reads the git facts of the status line; null outside a git work tree. */
  readonly workTree: () => Promise<Surroundings['git']>;
  /** Receives what libraries print while the dashboard has the screen. */
  readonly logger: Logger;
  /** Registers a function that restores the screen if the program crashes. Returns a function that removes it. */
  readonly onCrash: (restore: () => void) => () => void;
}

/** How often to read the git facts. */
const SURROUNDINGS_MS = 5_000;
/** How often to check whether a process runs the session. Nothing is shown as running otherwise. */
const MODE_MS = 500;

/** Opens the dashboard. Takes over the screen immediately, so that it shows something while the session loads. */
export function openDashboard(options: DashboardOptions, ports: DashboardPorts): Dashboard {
  const { name, onQuit, onRestart, onExport, mode } = options;
  const { env, preferences } = ports;
  let connected: ShownSession | undefined;
  let earlier: SessionHistory['earlier'] = null;
  const { stdin, stdout } = process;
  const terminal = new KitTerminal({
    stdin,
    stdout,
    colors: detectColors(env),
    attention: attentionAbilities(options.attention, env),
  });
  const files = new Set<string>();
  const surroundings: Surroundings = { session: name, git: null, filesChanged: 0, mode: mode() };
  const app = new TuiApp({
    terminal,
    theme: options.theme,
    insideTmux: (env.TMUX ?? '') !== '',
    model: initialModel({
      size: terminal.size,
      now: Date.now(),
      surroundings,
      sidebar: preferences.read().sidebar,
      transcript: EMPTY_TRANSCRIPT,
    }),
    session: () => connected?.session().state ?? INITIAL_STATE,
    perform: async (effect) => {
      if (effect.type === 'quit') {
        onQuit(effect.force);
        return '';
      }
      if (!connected)
        throw new InputError('the session is still loading', { remedy: 'try again in a moment' });
      if (effect.type === 'load-earlier') {
        await loadEarlier();
        return '';
      }
      return performEffect(effect, {
        session: connected.session(),
        preferences,
        restart: onRestart,
        exportReport: onExport,
      });
    },
    onClosed: () => onQuit(false),
    now: Date.now,
  });

  const loadEarlier = async (): Promise<void> => {
    const read = earlier;
    if (!read) return;
    const history = await read();
    // The session may have been reset meanwhile.
    if (earlier !== read) return;
    earlier = history.earlier;
    app.prepend(fromLiveItems(history.items, history.recorded), earlier !== null);
  };
  const refresh = async (): Promise<void> => {
    const git = await ports.workTree();
    app.setSurroundings({ ...surroundings, git, filesChanged: files.size, mode: mode() });
  };
  const restoreConsole = redirectConsole((text) => ports.logger.info('console', { text }));
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
    removeCrashHandler();
    app.stop();
    restoreConsole();
  };
  const removeCrashHandler = ports.onCrash(close);

  app.start();
  void refresh();
  return {
    connect(shown) {
      connected = shown;
      files.clear();
      earlier = shown.history.earlier;
      app.opened(shown.session().state, transcriptOf(shown), earlier !== null);
    },
    notify(event: RunEvent) {
      app.notify(event);
      // The last commit comes after the end of the last iteration.
      if (event.type === 'run-ended') void refresh();
      if (event.type !== 'recorded' || event.recorded.event.type !== 'IterationEnded') return;
      for (const file of event.recorded.event.data.filesChanged) files.add(file);
      void refresh();
    },
    close,
  };
}

function transcriptOf({ history, early = [], isRunning }: ShownSession): Transcript {
  const transcript = fromLiveItems(joinLiveItems(history.items, early), history.recorded);
  return isRunning ? transcript : settleTranscript(transcript, Date.now());
}
