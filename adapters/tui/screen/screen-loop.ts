// The loop of every terminal interface: receives messages, folds them into the model with a pure update, and draws frames.

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
  /** Returns the next model and effects. Pure. */
  readonly update: (
    model: Model,
    message: Message | ScreenMessage<Action>,
  ) => readonly [Model, readonly Effect[]];
  /** Draws the model. Pure. */
  readonly view: (canvas: Canvas<Action>, model: Model) => void;
  readonly carryOut: (effect: Effect) => void;
  /** Returns the milliseconds until the next `tick` for this model. */
  readonly tickMs: (model: Model) => number;
  /** Called when the user has selected text with the mouse. */
  readonly onSelected: (text: string) => void;
  /** Called when the terminal is gone. */
  readonly onClosed: () => void;
  /** Returns the time in milliseconds since the epoch. */
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

  /** Takes over the screen and draws the first frame. */
  start(): void {
    this.options.terminal.start((event) => this.#onTerminal(event));
    this.#queue.push({ type: 'terminal', event: { type: 'resize', size: this.options.terminal.size } });
    // At once: what the caller does next may take long.
    this.#pump();
    this.#tick();
  }

  /** Queues a message. All messages of one turn of the event loop are folded before the next frame. */
  send(message: Message | ScreenMessage<Action>): void {
    if (this.#stopped) return;
    this.#queue.push(message);
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => this.#pump());
  }

  /** Writes bytes that are not a frame. Returns false, and writes nothing, if the terminal is busy. */
  write(bytes: string): boolean {
    return this.options.terminal.write(bytes, () => this.#scheduler.request());
  }

  /** Restores the screen. Safe to call more than once. */
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
