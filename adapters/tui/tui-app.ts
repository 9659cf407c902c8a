// The running dashboard: passes what happens to the session to the loop, and what the user asks for to the host. Everything it shows is
// decided by the pure update and the pure views.
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
import type { Terminal } from './terminal/terminal.ts';
import type { Transcript } from './transcript/transcript.ts';
import { update } from './update/update.ts';
import { drawDashboard } from './views/dashboard.view.ts';

/** While something runs, the spinner turns; otherwise only the clock moves. */
const SPINNER_MS = 100;
const CLOCK_MS = 1_000;

/** What the interface cannot do itself. */
export type HostEffect = Exclude<AppEffect, { readonly type: 'copy' | 'suspend' }>;

export interface TuiAppOptions {
  readonly terminal: Terminal;
  readonly theme: Theme;
  /** tmux hands on what is wrapped for it. */
  readonly insideTmux: boolean;
  readonly model: AppModel;
  /** The state of the session as it is now. */
  readonly session: () => SessionState;
  /** Does what the user asks for and returns what to tell them, '' for nothing. What it throws is shown as an error. */
  readonly perform: (effect: HostEffect) => Promise<string>;
  /** The terminal is gone. */
  readonly onClosed: () => void;
  /** Milliseconds since the epoch. */
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
      update,
      view: drawDashboard,
      carryOut: (effect) => this.#carryOut(effect),
      tickMs: (shown) => (activityOf(shown).kind === 'working' ? SPINNER_MS : CLOCK_MS),
      onSelected: (text) => this.#copy(text),
      onClosed,
      now,
    });
  }

  /** Takes the screen and draws the first frame. */
  start(): void {
    this.#loop.start();
  }

  notify(event: RunEvent): void {
    this.#loop.send({ type: 'run', event, session: this.options.session(), time: this.options.now() });
  }

  /** Shows what was there before; until then the interface is empty. */
  opened(session: SessionState, transcript: Transcript): void {
    this.#loop.send({ type: 'opened', session, transcript });
  }

  setSurroundings(surroundings: Surroundings): void {
    this.#loop.send({ type: 'surroundings', surroundings });
  }

  /** Gives the screen back. Safe to call more than once. */
  stop(): void {
    this.#loop.stop();
  }

  #carryOut(effect: AppEffect): void {
    if (effect.type === 'copy') this.#copy(effect.text);
    else if (effect.type === 'suspend') void this.options.terminal.suspend(stopUntilContinued);
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

  /** OSC 52: the terminal puts it on the clipboard, also over ssh, where it is allowed to. */
  #copy(text: string): void {
    const taken = this.#loop.write(copySequence(text, this.options.insideTmux));
    const answer = taken ? 'copied' : 'the terminal is busy; try again';
    this.#loop.send({ type: 'answer', ok: taken, text: answer });
  }
}
