// The running interface: joins terminal, model and views, and has done what the user asks for. Everything it shows is decided by
// the pure update and the pure views; here are the queue, the clock and the frames.
import type { RunEvent, RunObserver } from '../../application/ports/run-observer.port.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { activityOf } from './app/activity.ts';
import type { AppEffect, AppMessage, AppModel, Surroundings } from './app/app-model.ts';
import { mouseMessage } from './app/mouse.ts';
import type { UiAction } from './app/ui-action.ts';
import { update } from './app/update.ts';
import type { Theme } from './canvas/theme.ts';
import { copySequence } from './terminal/clipboard.ts';
import { FrameScheduler } from './terminal/scheduler.ts';
import { Screen } from './terminal/screen.ts';
import { stopUntilContinued } from './terminal/stop-process.ts';
import type { Terminal, TerminalEvent } from './terminal/terminal.ts';
import type { Transcript } from './transcript/transcript.ts';
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
  /** Does what the user asks for and returns what to tell him, '' for nothing. What it throws is told as an error. */
  readonly perform: (effect: HostEffect) => Promise<string>;
  /** The terminal is gone. */
  readonly onClosed: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class TuiApp implements RunObserver {
  #model: AppModel;
  #queue: AppMessage[] = [];
  #isPumping = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  readonly #screen: Screen<UiAction>;
  readonly #scheduler: FrameScheduler;

  constructor(private readonly options: TuiAppOptions) {
    this.#model = options.model;
    this.#screen = new Screen(options.terminal, options.theme);
    this.#scheduler = new FrameScheduler({
      draw: (onDrain) => this.#screen.draw((canvas) => drawDashboard(canvas, this.#model), onDrain),
      now: () => performance.now(),
      wait: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    });
  }

  /** Takes the screen and draws the first frame. */
  start(): void {
    this.options.terminal.start((event) => this.#onTerminal(event));
    this.#send({ type: 'terminal', event: { type: 'resize', size: this.options.terminal.size } });
    this.#tick();
  }

  notify(event: RunEvent): void {
    this.#send({ type: 'run', event, session: this.options.session(), time: this.options.now() });
  }

  /** Shows what was there before; until then the interface is empty. */
  opened(session: SessionState, transcript: Transcript): void {
    this.#send({ type: 'opened', session, transcript });
  }

  setSurroundings(surroundings: Surroundings): void {
    this.#send({ type: 'surroundings', surroundings });
  }

  /** Gives the screen back. Safe to call more than once. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#scheduler.stop();
    this.options.terminal.stop();
  }

  #onTerminal(event: TerminalEvent): void {
    if (event.type === 'closed') this.options.onClosed();
    if (event.type === 'resumed') this.#screen.forget();
    // What the mouse means is decided by the frame that the user sees.
    const message = mouseMessage(event, this.#screen);
    if (message) this.#send(message);
  }

  /** Messages of one turn of the event loop are folded together before anything is drawn. */
  #send(message: AppMessage): void {
    if (this.#stopped) return;
    this.#queue.push(message);
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => this.#pump());
  }

  #pump(): void {
    this.#isPumping = false;
    if (this.#stopped) return;
    const messages = this.#queue;
    this.#queue = [];
    for (const message of messages) {
      const [model, effects] = update(this.#model, message);
      this.#model = model;
      for (const effect of effects) this.#carryOut(effect);
    }
    this.#scheduler.request();
  }

  #carryOut(effect: AppEffect): void {
    if (effect.type === 'copy') this.#copy(effect.text);
    else if (effect.type === 'suspend') void this.options.terminal.suspend(stopUntilContinued);
    else this.#ask(effect);
  }

  #ask(effect: HostEffect): void {
    this.options.perform(effect).then(
      (text) => {
        if (text !== '') this.#send({ type: 'answer', ok: true, text });
      },
      (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        this.#send({ type: 'answer', ok: false, text });
      },
    );
  }

  /** OSC 52: the terminal puts it on the clipboard, also over ssh, where it is allowed to. */
  #copy(text: string): void {
    const bytes = copySequence(text, this.options.insideTmux);
    const taken = this.options.terminal.write(bytes, () => this.#scheduler.request());
    const told = taken ? 'copied' : 'the terminal is busy: try again';
    this.#send({ type: 'answer', ok: taken, text: told });
  }

  #tick(): void {
    const pause = activityOf(this.#model).kind === 'working' ? SPINNER_MS : CLOCK_MS;
    this.#timer = setTimeout(() => {
      this.#send({ type: 'tick', now: this.options.now() });
      this.#tick();
    }, pause);
  }
}
