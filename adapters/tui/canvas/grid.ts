// One frame: the cells, the regions the mouse can hit, and the cursor. Views draw on it through `Canvas`.
import type { Canvas, Rect } from './canvas.ts';
import { BLANK, glyphGeneration, glyphText, WIDE_TAIL } from './glyphs.ts';
import { type Cursor, GridCanvas, type HitRegion } from './grid-canvas.ts';
import { linkGeneration } from './links.ts';
import { type Selection, selectedRows } from './selection.ts';
import type { Style } from './style.ts';
import { inverted, onBackground, receded, styleOf } from './style-code.ts';

export class Grid<Action> {
  readonly width: number;
  readonly height: number;
  /** Row by row; glyphs.ts and style-code.ts define the numbers. Only the painter reads them. */
  readonly glyphs: Int32Array;
  readonly styles: Int32Array;
  cursor: Cursor | null = null;
  #generation: number;
  #regions: HitRegion<Action>[] = [];
  #textAreas: Rect[] = [];

  constructor(width: number, height: number) {
    this.width = Math.max(0, width);
    this.height = Math.max(0, height);
    this.glyphs = new Int32Array(this.width * this.height).fill(BLANK);
    this.styles = new Int32Array(this.width * this.height);
    this.#generation = currentGeneration();
  }

  /** Only frames of the same generation can be compared. */
  get generation(): number {
    return this.#generation;
  }

  get canvas(): Canvas<Action> {
    const all: Rect = { x: 0, y: 0, width: this.width, height: this.height };
    return new GridCanvas(this, all, all);
  }

  /** Clears everything for the next frame. */
  clear(): void {
    this.glyphs.fill(BLANK);
    this.styles.fill(0);
    this.cursor = null;
    this.#regions = [];
    this.#textAreas = [];
    this.#generation = currentGeneration();
  }

  addRegion(region: HitRegion<Action>): void {
    this.#regions.push(region);
  }

  addTextArea(rect: Rect): void {
    this.#textAreas.push(rect);
  }

  /** Returns the topmost text area at this cell, undefined if there is none. */
  textAreaAt(x: number, y: number): Rect | undefined {
    return this.#textAreas.findLast((rect) => contains(rect, x, y));
  }

  /** Returns a copy of the cells, without the mouse regions. */
  copy(): Grid<Action> {
    const copy = new Grid<Action>(this.width, this.height);
    copy.show(this);
    return copy;
  }

  /** Copies the cells of a frame of the same size into this one. */
  show(frame: Grid<Action>): void {
    this.glyphs.set(frame.glyphs);
    this.styles.set(frame.styles);
    this.#generation = frame.#generation;
  }

  /** Swaps foreground and background of the selected cells. */
  invert(selection: Selection): void {
    for (const { y, x, end } of selectedRows(selection)) {
      for (let at = y * this.width + x; at < y * this.width + end; at += 1) {
        this.styles[at] = inverted(this.styles[at] ?? 0);
      }
    }
  }

  /** Mutes everything that is drawn so far, because something is about to be drawn over it. */
  recede(): void {
    for (const [at, style] of this.styles.entries()) this.styles[at] = receded(style);
  }

  /**
   * Returns the selected text row by row, without trailing spaces and bars, and without empty rows at the start and end.
   */
  textIn(selection: Selection): string {
    const rows = selectedRows(selection).map(({ y, x, end }) => {
      let row = '';
      for (let column = x; column < end; column += 1) row += this.textAt(column, y);
      return row.replace(/(?: ┃)? *$/, '');
    });
    return rows.join('\n').replace(/^\n+|\n+$/g, '');
  }

  /** Returns the action for a click on this cell. */
  hitAt(x: number, y: number): Action | undefined {
    return this.#regions.findLast((region) => contains(region.rect, x, y))?.actionAt(x, y);
  }

  /**
   * Returns the wheel action of the topmost region that has one. The wheel over a button in a list thus scrolls the list.
   */
  wheelAt(x: number, y: number, direction: -1 | 1): Action | undefined {
    const region = this.#regions.findLast(({ rect, wheel }) => wheel !== undefined && contains(rect, x, y));
    return region?.wheel?.(direction);
  }

  textAt(x: number, y: number): string {
    return glyphText(this.glyphs[y * this.width + x] ?? BLANK);
  }

  styleAt(x: number, y: number): Style {
    return styleOf(this.styles[y * this.width + x] ?? 0);
  }

  /** Puts a character of one or two cells, which must be within the grid. */
  put(x: number, y: number, glyph: number, cells: number, style: number): void {
    const at = y * this.width + x;
    const shown = onBackground(style, this.styles[at] ?? 0);
    this.#freeHalves(at, cells);
    this.glyphs[at] = glyph;
    this.styles[at] = shown;
    if (cells < 2) return;
    this.glyphs[at + 1] = WIDE_TAIL;
    this.styles[at + 1] = shown;
  }

  /** Fills the rectangle with spaces in this style. */
  fill(rect: Rect, style: number): void {
    if (rect.width <= 0) return;
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      const at = y * this.width + rect.x;
      this.#freeHalves(at, rect.width);
      this.glyphs.fill(BLANK, at, at + rect.width);
      this.styles.fill(style, at, at + rect.width);
    }
  }

  /** Replaces wide characters that are about to be half covered by a space. They never extend past the end of a row. */
  #freeHalves(at: number, cells: number): void {
    if (this.glyphs[at] === WIDE_TAIL) this.glyphs[at - 1] = BLANK;
    if (this.glyphs[at + cells] === WIDE_TAIL) this.glyphs[at + cells] = BLANK;
  }
}

/** Returns the generation of all numbers in the cells. Both parts only increase. */
function currentGeneration(): number {
  return glyphGeneration() + linkGeneration();
}

function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}
