// Joins views and terminal: two frames, the one that is shown and the one that is drawn, and the bytes between them.
import type { Canvas } from '../canvas/canvas.ts';
import { Grid } from '../canvas/grid.ts';
import { paint } from '../canvas/paint.ts';
import { Palette } from '../canvas/palette.ts';
import type { Theme } from '../canvas/theme.ts';
import type { Terminal } from './terminal.ts';

export class Screen<Action> {
  readonly #terminal: Terminal;
  readonly #palette: Palette;
  #shown: Grid<Action> | null = null;
  #next: Grid<Action> | null = null;

  constructor(terminal: Terminal, theme: Theme) {
    this.#terminal = terminal;
    this.#palette = new Palette(theme, terminal.colors);
  }

  /** Has `view` draw a frame and shows it. `busy` when the terminal has not taken the last one: nothing was drawn. */
  draw(view: (canvas: Canvas<Action>) => void, onDrain: () => void): 'drawn' | 'busy' {
    const { columns, rows } = this.#terminal.size;
    const next = this.#empty(columns, rows);
    view(next.canvas);
    const bytes = paint(next, this.#shown, this.#palette);
    if (bytes !== '' && !this.#terminal.write(bytes, onDrain)) return 'busy';
    this.#next = this.#shown;
    this.#shown = next;
    return 'drawn';
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
