// Runs the dashboard: passes events of the session to the loop and the user's requests to the host. Pure update and view
// functions decide what it shows.
import type { RunEvent, RunObserver } from '../../application/ports/run-observer.port.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { Theme } from './canvas/theme.ts';
import { activityOf } from './model/activity.ts';
import type { AppEffect } from './model/app-effect.ts';
import type { AppMessage, AppModel, Surroundings } from './model/app-model.ts';
import type { UiAction } from './model/ui-action.ts';
import { REPLAY_TICK_MS } from './replay/pace.ts';
import { ScreenLoop } from './screen/screen-loop.ts';
import { SessionScreen } from './session-screen.ts';
import { copySequence } from './terminal/clipboard.ts';
import { stopUntilContinued } from './terminal/stop-process.ts';
import type { AttentiveTerminal } from './terminal/terminal.ts';
import {
  HOME,
  type Place,
  type PlacedEffect,
  type PlacedMessage,
  type ShownSessions,
  updateSessions,
} from './update/front.ts';
import { drawDashboard } from './views/dashboard.view.ts';

/** The tick intervals: the spinner turns while something runs, otherwise only the clock moves. */
const SPINNER_MS = 100;
const CLOCK_MS = 1_000;

/** The effects that the interface leaves to its host. */
export type HostEffect = Exclude<
  AppEffect,
  { readonly type: 'copy' | 'suspend' | 'show-attention' | 'alert' }
>;

export interface TuiAppOptions {
  readonly terminal: AttentiveTerminal;
  readonly theme: Theme;
  /** Whether to wrap clipboard sequences for tmux, which only passes on wrapped ones. */
  readonly insideTmux: boolean;
  readonly model: AppModel;
  /** Returns the current state of the session. */
  readonly session: () => SessionState;
  /** Carries out an effect and returns a message for the user, '' for none. Errors it throws are shown to the user. */
  readonly perform: (effect: HostEffect) => Promise<string>;
  /** Called when the terminal is gone. */
  readonly onClosed: () => void;
  /** Returns the time in milliseconds since the epoch. */
  readonly now: () => number;
}

export class TuiApp implements RunObserver {
  readonly #loop: ScreenLoop<ShownSessions, PlacedMessage, PlacedEffect, UiAction>;
  #lastPlace = HOME;
  /** The session of the dashboard. */
  readonly home: SessionScreen;

  constructor(private readonly options: TuiAppOptions) {
    const { terminal, theme, model, session, onClosed, now } = options;
    this.#loop = new ScreenLoop<ShownSessions, PlacedMessage, PlacedEffect, UiAction>({
      terminal,
      theme,
      model: { place: HOME, shown: model, behind: null },
      update: updateSessions,
      view: (canvas, { shown }) => drawDashboard(canvas, shown),
      carryOut: (effect) => this.#carryOut(effect),
      tickMs: ({ shown }) => tickMsOf(shown),
      onSelected: (text) => this.#copy(text),
      onClosed,
      now,
    });
    this.home = this.#screenAt(HOME, session);
  }

  /** Takes over the screen and draws the first frame. */
  start(): void {
    this.#loop.start();
  }

  notify(event: RunEvent): void {
    this.home.notify(event);
  }

  /** Shows another session in front of that of the dashboard, which continues in the background. */
  front(surroundings: Surroundings, session: () => SessionState): SessionScreen {
    this.#lastPlace += 1;
    this.#loop.send({ type: 'front', place: this.#lastPlace, surroundings });
    return this.#screenAt(this.#lastPlace, session);
  }

  /** Shows the session of the dashboard again. */
  showHome(): void {
    this.#loop.send({ type: 'home' });
  }

  /** Restores the screen. Safe to call more than once. */
  stop(): void {
    this.#loop.stop();
  }

  #screenAt(place: Place, session: () => SessionState): SessionScreen {
    const send = (message: AppMessage): void => this.#loop.send({ type: 'to', place, message });
    return new SessionScreen({ send, session, now: this.options.now });
  }

  #carryOut({ place, effect }: PlacedEffect): void {
    if (effect.type === 'copy') this.#copy(effect.text);
    else if (effect.type === 'suspend') void this.options.terminal.suspend(stopUntilContinued);
    else if (effect.type === 'show-attention') this.options.terminal.show(effect.title, effect.progress);
    else if (effect.type === 'alert') this.options.terminal.alert(effect.text);
    else this.#ask(effect, place);
  }

  #ask(effect: HostEffect, place: Place): void {
    const answer = (ok: boolean, text: string): void =>
      this.#loop.send({ type: 'to', place, message: { type: 'answer', effect, ok, text } });
    this.options.perform(effect).then(
      (text) => answer(true, text),
      (error: unknown) => answer(false, error instanceof Error ? error.message : String(error)),
    );
  }

  /** Copies through OSC 52: the terminal sets the clipboard, even over ssh, if it is allowed to. */
  #copy(text: string): void {
    const taken = this.#loop.write(copySequence(text, this.options.insideTmux));
    const answer = taken ? 'copied' : 'the terminal is busy; try again';
    this.#loop.send({ type: 'answer', ok: taken, text: answer });
  }
}

function tickMsOf(shown: AppModel): number {
  if (shown.surroundings.replay?.phase === 'playing') return REPLAY_TICK_MS;
  return activityOf(shown).kind === 'working' ? SPINNER_MS : CLOCK_MS;
}
