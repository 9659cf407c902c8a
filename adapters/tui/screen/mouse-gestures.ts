// Turns mouse events on the visible frame into gestures: a click, a turn of the wheel, or text selected by dragging.
import type { Rect } from '../canvas/canvas.ts';
import type { Cell, Selection } from '../canvas/selection.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';

type MouseEvent = Extract<TerminalEvent, { type: 'mouse' }>;

/** The visible frame, such as a `Grid`. */
export interface GestureMap<Action> {
  hitAt(x: number, y: number): Action | undefined;
  wheelAt(x: number, y: number, direction: -1 | 1): Action | undefined;
  /** Returns the text area under this cell, undefined if no text can be selected there. */
  textAreaAt(x: number, y: number): Rect | undefined;
}

export type Gesture<Action> =
  | { readonly type: 'action'; readonly action: Action }
  | { readonly type: 'selecting' | 'selected'; readonly selection: Selection };

/** What the button was pressed on, in the frame of that moment: the next frame may show something else there. */
interface Press<Action> {
  readonly cell: Cell;
  readonly action: Action | undefined;
  readonly area: Rect | undefined;
}

export class MouseGestures<Action> {
  #press: Press<Action> | null = null;
  #selection: Selection | null = null;

  constructor(private readonly frame: GestureMap<Action>) {}

  /**
   * Returns the gesture that an event completes, if any. A click is complete when the button is released without a drag.
   */
  take(event: MouseEvent): Gesture<Action> | undefined {
    const { kind, button, x, y } = event;
    if (kind === 'wheel-up' || kind === 'wheel-down') {
      const action = this.frame.wheelAt(x, y, kind === 'wheel-up' ? -1 : 1);
      return action === undefined ? undefined : { type: 'action', action };
    }
    if (kind === 'press') {
      const area = this.frame.textAreaAt(x, y);
      this.#selection = null;
      this.#press = button === 'left' ? { cell: { x, y }, action: this.frame.hitAt(x, y), area } : null;
      return undefined;
    }
    if (kind === 'drag') return this.#dragged({ x, y });
    return kind === 'release' ? this.#released() : undefined;
  }

  /** Drops an unfinished gesture. */
  forget(): void {
    this.#press = null;
    this.#selection = null;
  }

  #dragged(to: Cell): Gesture<Action> | undefined {
    const press = this.#press;
    if (!press?.area) return undefined;
    const { cell: from, area } = press;
    if (!this.#selection && from.x === to.x && from.y === to.y) return undefined;
    this.#selection = { area, from, to };
    return { type: 'selecting', selection: this.#selection };
  }

  #released(): Gesture<Action> | undefined {
    const [press, selection] = [this.#press, this.#selection];
    this.forget();
    if (selection) return { type: 'selected', selection };
    return press?.action === undefined ? undefined : { type: 'action', action: press.action };
  }
}
