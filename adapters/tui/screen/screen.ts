// Connects views and terminal: keeps the shown and the next frame, and writes the bytes that turn one into the other.
import type { Canvas, Rect } from '../canvas/canvas.ts';
import { Grid } from '../canvas/grid.ts';
import { paint } from '../canvas/paint.ts';
import { Palette } from '../canvas/palette.ts';
import type { Selection } from '../canvas/selection.ts';
import type { Theme } from '../canvas/theme.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a screen needs of the terminal. */
type ScreenOutput = Pick<Terminal, 'size' | 'colors' | 'write'>;

export class Screen<Action> {
  readonly #terminal: ScreenOutput;
  readonly #palette: Palette;
  #shown: Grid<Action> | null = null;
  #next: Grid<Action> | null = null;
  /** While the user selects text: the frozen frame and the selection on it. */
  #held: { readonly frame: Grid<Action>; readonly selection: Selection } | null = null;

  constructor(terminal: ScreenOutput, theme: Theme) {
    this.#terminal = terminal;
    this.#palette = new Palette(theme, terminal.colors);
  }

  /**
   * Lets `view` draw a frame and shows it. Returns `busy`, and shows nothing, if the terminal has not taken the last frame.
   */
  draw(view: (canvas: Canvas<Action>) => void, onDrain: () => void): 'drawn' | 'busy' {
    const { columns, rows } = this.#terminal.size;
    const next = this.#empty(columns, rows);
    if (this.#held) {
      next.show(this.#held.frame);
      next.invert(this.#held.selection);
    } else view(next.canvas);
    const bytes = paint(next, this.#shown, this.#palette);
    if (bytes !== '' && !this.#terminal.write(bytes, onDrain)) return 'busy';
    this.#next = this.#shown;
    this.#shown = next;
    return 'drawn';
  }

  /** Freezes the frame and shows this selection on it, so that the text does not move under the pointer. */
  select(selection: Selection): void {
    const frame = this.#held?.frame ?? this.#shown?.copy();
    if (frame) this.#held = { frame, selection };
  }

  /** Unfreezes the frame. Returns the selected text, '' if there is none. */
  release(): string {
    const held = this.#held;
    this.#held = null;
    return held ? held.frame.textIn(held.selection) : '';
  }

  /** Forgets the shown frame, so that the next one is drawn completely. Call it when the terminal shows something else. */
  forget(): void {
    this.#shown = null;
  }

  /** Returns the action of a click in the visible frame. */
  hitAt(x: number, y: number): Action | undefined {
    return this.#shown?.hitAt(x, y);
  }

  wheelAt(x: number, y: number, direction: -1 | 1): Action | undefined {
    return this.#shown?.wheelAt(x, y, direction);
  }

  textAreaAt(x: number, y: number): Rect | undefined {
    return this.#shown?.textAreaAt(x, y);
  }

  #empty(columns: number, rows: number): Grid<Action> {
    const grid = this.#next;
    if (grid === null || grid.width !== columns || grid.height !== rows) {
      this.#next = new Grid(columns, rows);
      return this.#next;
    }
    grid.clear();
    return grid;
  }
}
