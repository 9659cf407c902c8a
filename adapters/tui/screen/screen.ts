// Joins views and terminal: two frames, the one that is shown and the one that is drawn, and the bytes between them.
import type { Canvas, Rect } from '../canvas/canvas.ts';
import { Grid } from '../canvas/grid.ts';
import { paint } from '../canvas/paint.ts';
import { Palette } from '../canvas/palette.ts';
import type { Selection } from '../canvas/selection.ts';
import type { Theme } from '../canvas/theme.ts';
import type { Terminal } from '../terminal/terminal.ts';

export class Screen<Action> {
  readonly #terminal: Terminal;
  readonly #palette: Palette;
  #shown: Grid<Action> | null = null;
  #next: Grid<Action> | null = null;
  /** While text is selected: the frame on which it is, and what. */
  #held: { readonly frame: Grid<Action>; readonly selection: Selection } | null = null;

  constructor(terminal: Terminal, theme: Theme) {
    this.#terminal = terminal;
    this.#palette = new Palette(theme, terminal.colors);
  }

  /** Has `view` draw a frame and shows it. `busy` when the terminal has not taken the last one: nothing was drawn. */
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

  /** From now on frames show this selection on what was shown when it began: what is read under the pointer does not move. */
  select(selection: Selection): void {
    const frame = this.#held?.frame ?? this.#shown?.copy();
    if (frame) this.#held = { frame, selection };
  }

  /** Frames show what there is again. Returns the text that was selected, '' when there was none. */
  release(): string {
    const held = this.#held;
    this.#held = null;
    return held ? held.frame.textIn(held.selection) : '';
  }

  /** What is on the terminal is not what was drawn: the next frame is drawn whole. */
  forget(): void {
    this.#shown = null;
  }

  /** What a click means, by the frame that the user sees. */
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
