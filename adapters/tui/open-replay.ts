// Plays a recorded session in the dashboard on the real terminal.
import { onAbort } from '../../application/async/abort.ts';
import { InputError } from '../../application/errors.ts';
import type { ReplayOptions } from '../../application/ports/replay.port.ts';
import type { AppEffect } from './model/app-effect.ts';
import { nextSpeed, type ReplayChange, type ReplayState } from './model/replay-state.ts';
import type { DashboardPorts } from './open-dashboard.ts';
import { openFile } from './open-file.ts';
import { ReplayClock } from './replay/replay-clock.ts';
import { replayStart } from './replay/replay-start.ts';
import { detectColors } from './terminal/color-depth.ts';
import { KitTerminal } from './terminal/kit-terminal.ts';
import { redirectConsole } from './terminal/redirect-console.ts';
import { editorOf } from './terminal/run-editor.ts';
import { TuiApp } from './tui-app.ts';

/** Keys and frames get their turn at least this often, in milliseconds. */
const TURN_MS = 15;

/** Resolves when the user quits, the terminal is gone or `signal` aborts. Changes nothing in the store. */
export async function playReplay(
  options: ReplayOptions,
  signal: AbortSignal,
  { env, preferences, readCommit, locateFile, logger, onCrash }: Omit<DashboardPorts, 'workTree'>,
): Promise<void> {
  const { stdin, stdout } = process;
  const terminal = new KitTerminal({ stdin, stdout, colors: detectColors(env) });
  const { sidebar } = preferences.read();
  const { model, played, rest } = await replayStart(options, { size: terminal.size, sidebar });
  const quitting = new AbortController();
  const left = AbortSignal.any([signal, quitting.signal]);
  const clock = new ReplayClock({
    start: model.now,
    speed: options.speed,
    now: () => performance.now(),
    wait(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  let replay: ReplayState = { phase: 'playing', speed: options.speed, iterations: options.iterations };
  const app = new TuiApp({
    terminal,
    theme: options.theme,
    insideTmux: (env.TMUX ?? '') !== '',
    model,
    session: () => played.state,
    perform: async (effect) => {
      if (effect.type === 'read-commit') {
        app.home.showCommit(effect.commit, await readCommit(effect.commit));
      } else if (effect.type === 'open-file') {
        await openFile(effect.path, { terminal, locateFile, editor: editorOf(env), signal: left });
      } else perform(effect);
      return '';
    },
    onClosed: () => quitting.abort(),
    now: () => clock.now(),
  });

  function perform(effect: AppEffect): void {
    if (effect.type === 'quit') quitting.abort();
    else if (effect.type === 'replay') change(effect.change);
    else if (effect.type === 'remember') {
      preferences.write({ ...preferences.read(), [effect.key]: effect.value });
    } else throw new InputError('a replay is read-only');
  }

  function change(wanted: ReplayChange): void {
    if (replay.phase === 'ended') return;
    if (wanted === 'pause') {
      replay = { ...replay, phase: replay.phase === 'paused' ? 'playing' : 'paused' };
      clock.pause(replay.phase === 'paused');
    } else {
      replay = { ...replay, speed: nextSpeed(replay.speed, wanted) };
      clock.setSpeed(replay.speed);
    }
    app.home.setSurroundings(played.surroundings(replay));
  }

  async function play(): Promise<void> {
    let turn = performance.now();
    for await (const { event, time } of rest) {
      await clock.reach(time, left);
      if (left.aborted) return;
      played.add(event);
      app.notify(event);
      const isEnd = event.type === 'recorded' && event.recorded.event.type === 'IterationEnded';
      if (isEnd) app.home.setSurroundings(played.surroundings(replay));
      if (performance.now() - turn < TURN_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turn = performance.now();
    }
    for (const event of played.end(options.isRunning)) app.notify(event);
    replay = { ...replay, phase: 'ended' };
    app.home.setSurroundings(played.surroundings(replay));
  }

  const restoreConsole = redirectConsole((text) => logger.info('console', { text }));
  const close = (): void => {
    app.stop();
    restoreConsole();
  };
  const removeCrashHandler = onCrash(close);
  app.start();
  try {
    await play();
    await new Promise<void>((resolve) => onAbort(left, resolve));
  } finally {
    removeCrashHandler();
    close();
  }
}
