// Runs the dashboard: passes events of the session to the loop and the user's requests to the host. Pure update and view
// functions decide what it shows.
import type { RunEvent, RunObserver } from '../../application/ports/run-observer.port.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { Theme } from './canvas/theme.ts';
import { activityOf } from './model/activity.ts';
import type { AppEffect } from './model/app-effect.ts';
import type { AppMessage, AppModel, Surroundings } from './model/app-model.ts';
import type { UiAction } from './model/ui-action.ts';
import { ScreenLoop } from './screen/screen-loop.ts';
import { copySequence } from './terminal/clipboard.ts';
import { stopUntilContinued } from './terminal/stop-process.ts';
import type { AttentiveTerminal } from './terminal/terminal.ts';
import type { Transcript } from './transcript/transcript.ts';
import { attentiveUpdate } from './update/attentive-update.ts';
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
  readonly #loop: ScreenLoop<AppModel, AppMessage, AppEffect, UiAction>;

  constructor(private readonly options: TuiAppOptions) {
    const { terminal, theme, model, onClosed, now } = options;
    this.#loop = new ScreenLoop<AppModel, AppMessage, AppEffect, UiAction>({
      terminal,
      theme,
      model,
      update: attentiveUpdate,
      view: drawDashboard,
      carryOut: (effect) => this.#carryOut(effect),
      tickMs: (shown) => (activityOf(shown).kind === 'working' ? SPINNER_MS : CLOCK_MS),
      onSelected: (text) => this.#copy(text),
      onClosed,
      now,
    });
  }

  /** Takes over the screen and draws the first frame. */
  start(): void {
    this.#loop.start();
  }

  notify(event: RunEvent): void {
    this.#loop.send({ type: 'run', event, session: this.options.session(), time: this.options.now() });
  }

  /** Shows the loaded session and the newest piece of its past. The dashboard is empty until then. */
  opened(session: SessionState, transcript: Transcript, hasEarlier: boolean): void {
    this.#loop.send({ type: 'opened', session, transcript, hasEarlier });
  }

  /** Shows an earlier piece of the past before what is shown. */
  prepend(transcript: Transcript, hasEarlier: boolean): void {
    this.#loop.send({ type: 'earlier', transcript, hasEarlier });
  }

  setSurroundings(surroundings: Surroundings): void {
    this.#loop.send({ type: 'surroundings', surroundings });
  }

  /** Restores the screen. Safe to call more than once. */
  stop(): void {
    this.#loop.stop();
  }

  #carryOut(effect: AppEffect): void {
    if (effect.type === 'copy') this.#copy(effect.text);
    else if (effect.type === 'suspend') void this.options.terminal.suspend(stopUntilContinued);
    else if (effect.type === 'show-attention') this.options.terminal.show(effect.title, effect.progress);
    else if (effect.type === 'alert') this.options.terminal.alert(effect.text);
    else this.#ask(effect);
  }

  #ask(effect: HostEffect): void {
    this.options.perform(effect).then(
      (text) => this.#loop.send({ type: 'answer', effect, ok: true, text }),
      (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        this.#loop.send({ type: 'answer', effect, ok: false, text });
      },
    );
  }

  /** Copies through OSC 52: the terminal sets the clipboard, even over ssh, if it is allowed to. */
  #copy(text: string): void {
    const taken = this.#loop.write(copySequence(text, this.options.insideTmux));
    const answer = taken ? 'copied' : 'the terminal is busy; try again';
    this.#loop.send({ type: 'answer', ok: taken, text: answer });
  }
}
