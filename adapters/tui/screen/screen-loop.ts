// What every running interface is made of: messages come in, a pure update folds them into the model, and frames are drawn.

import type { Canvas } from '../canvas/canvas.ts';
import type { Theme } from '../canvas/theme.ts';
import type { ScreenMessage } from '../terminal/screen-message.ts';
import type { Terminal, TerminalEvent } from '../terminal/terminal.ts';
import { MouseGestures } from './mouse-gestures.ts';
import { FrameScheduler } from './scheduler.ts';
import { Screen } from './screen.ts';

export interface ScreenLoopOptions<Model, Message, Effect, Action> {
  readonly terminal: Terminal;
  readonly theme: Theme;
  readonly model: Model;
  /** Pure. */
  readonly update: (
    model: Model,
    message: Message | ScreenMessage<Action>,
  ) => readonly [Model, readonly Effect[]];
  /** Pure. */
  readonly view: (canvas: Canvas<Action>, model: Model) => void;
  readonly carryOut: (effect: Effect) => void;
  /** After how many milliseconds time moves on for this model. */
  readonly tickMs: (model: Model) => number;
  /** Text of the screen was selected with the mouse. */
  readonly onSelected: (text: string) => void;
  /** The terminal is gone. */
  readonly onClosed: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class ScreenLoop<Model, Message, Effect, Action> {
  #model: Model;
  #queue: (Message | ScreenMessage<Action>)[] = [];
  #isPumping = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  readonly #screen: Screen<Action>;
  readonly #gestures: MouseGestures<Action>;
  readonly #scheduler: FrameScheduler;

  constructor(private readonly options: ScreenLoopOptions<Model, Message, Effect, Action>) {
    this.#model = options.model;
    this.#screen = new Screen(options.terminal, options.theme);
    this.#gestures = new MouseGestures(this.#screen);
    this.#scheduler = new FrameScheduler({
      draw: (onDrain) => this.#screen.draw((canvas) => options.view(canvas, this.#model), onDrain),
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
    this.send({ type: 'terminal', event: { type: 'resize', size: this.options.terminal.size } });
    this.#tick();
  }

  /** Messages of one turn of the event loop are folded together before anything is drawn. */
  send(message: Message | ScreenMessage<Action>): void {
    if (this.#stopped) return;
    this.#queue.push(message);
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => this.#pump());
  }

  /** Writes bytes that are no frame; false when the terminal is busy, and nothing was written then. */
  write(bytes: string): boolean {
    return this.options.terminal.write(bytes, () => this.#scheduler.request());
  }

  /** Gives the screen back. Safe to call more than once. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#scheduler.stop();
    this.options.terminal.stop();
  }

  #onTerminal(event: TerminalEvent): void {
    if (event.type === 'mouse') {
      this.#onMouse(event);
      return;
    }
    if (event.type === 'closed') this.options.onClosed();
    if (event.type === 'resumed') this.#screen.forget();
    this.#gestures.forget();
    this.#screen.release();
    this.send({ type: 'terminal', event });
  }

  #onMouse(event: Extract<TerminalEvent, { type: 'mouse' }>): void {
    const gesture = this.#gestures.take(event);
    if (gesture?.type === 'action') this.send(gesture);
    if (gesture?.type === 'selecting') this.#screen.select(gesture.selection);
    if (gesture?.type === 'selected') this.#selected();
    this.#scheduler.request();
  }

  #selected(): void {
    const text = this.#screen.release();
    if (text !== '') this.options.onSelected(text);
  }

  #pump(): void {
    this.#isPumping = false;
    if (this.#stopped) return;
    const messages = this.#queue;
    this.#queue = [];
    for (const message of messages) {
      const [model, effects] = this.options.update(this.#model, message);
      this.#model = model;
      for (const effect of effects) this.options.carryOut(effect);
    }
    this.#scheduler.request();
  }

  #tick(): void {
    this.#timer = setTimeout(() => {
      this.send({ type: 'tick', now: this.options.now() });
      this.#tick();
    }, this.options.tickMs(this.#model));
  }
}
