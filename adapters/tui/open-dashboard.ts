// Opens the dashboard on the real terminal.
import { InputError } from '../../application/errors.ts';
import type { LocateFile, ReadCommit } from '../../application/ports/commit-reader.port.ts';
import type { Dashboard, DashboardOptions } from '../../application/ports/dashboard.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { PreferencesStore } from '../../application/ports/preferences.port.ts';
import { INITIAL_STATE } from '../../domain/session/session.state.ts';
import { Connection } from './connection.ts';
import type { Surroundings } from './model/app-model.ts';
import { initialModel } from './model/initial-model.ts';
import { openFile } from './open-file.ts';
import { performEffect } from './perform-effect.ts';
import { attentionAbilities } from './terminal/attention.ts';
import { detectColors } from './terminal/color-depth.ts';
import { KitTerminal } from './terminal/kit-terminal.ts';
import { redirectConsole } from './terminal/redirect-console.ts';
import { editorOf } from './terminal/run-editor.ts';
import { type HostEffect, TuiApp } from './tui-app.ts';

export interface DashboardPorts {
  readonly env: Readonly<Record<string, string>>;
  readonly preferences: PreferencesStore;
  /** Reads the git facts of the status line; null outside a git work tree. */
  readonly workTree: () => Promise<Surroundings['git']>;
  readonly readCommit: ReadCommit;
  readonly locateFile: LocateFile;
  /** Receives what libraries print while the dashboard has the screen. */
  readonly logger: Logger;
  /** Registers a function that restores the screen if the program crashes. Returns a function that removes it. */
  readonly onCrash: (restore: () => void) => () => void;
}

/** How often to read the git facts. */
const SURROUNDINGS_MS = 5_000;
/** When to read them first: not at once, because the git processes would hold up the first prompt. */
const FIRST_LOOK_MS = 1_000;
/** How often to check whether a process runs the session. Nothing is shown as running otherwise. */
const MODE_MS = 500;

/** Opens the dashboard. Takes over the screen immediately, so that it shows something while the session loads. */
export function openDashboard(options: DashboardOptions, ports: DashboardPorts): Dashboard {
  const { name, onQuit, onRestart, onExport, mode } = options;
  const { env, preferences } = ports;
  const { stdin, stdout } = process;
  const terminal = new KitTerminal({
    stdin,
    stdout,
    colors: detectColors(env),
    attention: attentionAbilities(options.attention, env),
  });
  const surroundings: Surroundings = { session: name, git: null, filesChanged: 0, mode: mode() };
  const app = new TuiApp({
    terminal,
    theme: options.theme,
    insideTmux: (env.TMUX ?? '') !== '',
    model: initialModel({
      ...{ size: terminal.size, now: Date.now(), surroundings },
      sidebar: preferences.read().sidebar,
    }),
    session: () => home.session?.state ?? INITIAL_STATE,
    perform,
    onClosed: () => onQuit(false),
    now: Date.now,
  });
  const home = new Connection({ name, mode, git: ports.workTree, screen: app.home });
  /** The session that is shown in front of that of the dashboard. */
  let front: Connection | undefined;

  const closed = new AbortController();

  async function perform(effect: HostEffect): Promise<string> {
    const shown = front ?? home;
    switch (effect.type) {
      case 'quit':
        onQuit(effect.force);
        return '';
      case 'list-sessions':
        shown.listed(await options.listSessions());
        return '';
      case 'show-session':
        if (effect.name !== shown.name) await options.onShow(effect.name);
        return '';
      case 'replay':
        throw new InputError('this is no replay');
      case 'read-commit':
        shown.showCommit(effect.commit, await ports.readCommit(effect.commit));
        return '';
      case 'open-file': {
        const { locateFile } = ports;
        await openFile(effect.path, { terminal, locateFile, editor: editorOf(env), signal: closed.signal });
        return '';
      }
      case 'load-earlier':
        await shown.loadEarlier();
        return '';
      default: {
        const { session } = shown;
        if (!session)
          throw new InputError('the session is still loading', { remedy: 'try again in a moment' });
        const restart = shown === home ? onRestart : refuseRestart;
        const exportReport = shown === home ? onExport : refuseExport;
        return performEffect(effect, { session, preferences, restart, exportReport });
      }
    }
  }

  const restoreConsole = redirectConsole((text) => ports.logger.info('console', { text }));
  let sinceLook = SURROUNDINGS_MS - FIRST_LOOK_MS;
  const timer = setInterval(() => {
    sinceLook += MODE_MS;
    const isDue = sinceLook >= SURROUNDINGS_MS;
    if (isDue) sinceLook = 0;
    for (const each of [home, front]) each?.look(isDue);
  }, MODE_MS);
  const close = (): void => {
    clearInterval(timer);
    removeCrashHandler();
    closed.abort();
    app.stop();
    restoreConsole();
  };
  const removeCrashHandler = ports.onCrash(close);

  app.start();
  return {
    connect: (shown) => home.connect(shown),
    notify: (event) => home.notify(event),
    front(other, otherMode) {
      const git = front?.surroundings.git ?? home.surroundings.git;
      const shown: Surroundings = { session: other, git, filesChanged: 0, mode: otherMode() };
      const screen = app.front(shown, () => connection.session?.state ?? INITIAL_STATE);
      const connection = new Connection({ name: other, mode: otherMode, git: ports.workTree, screen });
      front = connection;
      return connection;
    },
    home() {
      front = undefined;
      app.showHome();
    },
    close,
  };
}

async function refuseExport(): Promise<string> {
  throw new InputError('only the process that ran the session can export it from its dashboard', {
    remedy: 'use `iteratr sessions export`',
  });
}

async function refuseRestart(): Promise<void> {
  throw new InputError('only the process that runs the session can run it again', {
    remedy: 'use `iteratr build`',
  });
}
