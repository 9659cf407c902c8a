// One frame: the cells, what the mouse can hit, and the cursor. Views draw on it through `Canvas`.
import type { Canvas, Rect } from './canvas.ts';
import { BLANK, glyphGeneration, glyphText, WIDE_TAIL } from './glyphs.ts';
import { type Cursor, GridCanvas, type HitRegion } from './grid-canvas.ts';
import { type Selection, selectedRows } from './selection.ts';
import type { Style } from './style.ts';
import { inverted, onBackground, styleOf } from './style-code.ts';

export class Grid<Action> {
  readonly width: number;
  readonly height: number;
  /** By row and column; see glyphs.ts and style-code.ts for what the numbers mean. Only the painter reads them. */
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
    this.#generation = glyphGeneration();
  }

  /** Frames can be compared only within one. */
  get generation(): number {
    return this.#generation;
  }

  get canvas(): Canvas<Action> {
    const all: Rect = { x: 0, y: 0, width: this.width, height: this.height };
    return new GridCanvas(this, all, all);
  }

  /** Empty, to draw the next frame on. */
  clear(): void {
    this.glyphs.fill(BLANK);
    this.styles.fill(0);
    this.cursor = null;
    this.#regions = [];
    this.#textAreas = [];
    this.#generation = glyphGeneration();
  }

  addRegion(region: HitRegion<Action>): void {
    this.#regions.push(region);
  }

  addTextArea(rect: Rect): void {
    this.#textAreas.push(rect);
  }

  /** The uppermost part in which text can be selected. */
  textAreaAt(x: number, y: number): Rect | undefined {
    return this.#textAreas.findLast((rect) => contains(rect, x, y));
  }

  /** The same cells, without what the mouse can hit. */
  copy(): Grid<Action> {
    const copy = new Grid<Action>(this.width, this.height);
    copy.show(this);
    return copy;
  }

  /** Takes over the cells of a frame of the same size. */
  show(frame: Grid<Action>): void {
    this.glyphs.set(frame.glyphs);
    this.styles.set(frame.styles);
    this.#generation = frame.#generation;
  }

  /** Foreground and background change places. */
  invert(selection: Selection): void {
    for (const { y, x, end } of selectedRows(selection)) {
      for (let at = y * this.width + x; at < y * this.width + end; at += 1) {
        this.styles[at] = inverted(this.styles[at] ?? 0);
      }
    }
  }

  /** What is selected, row by row, without the spaces and the bar at the end of a row, and without empty rows around it. */
  textIn(selection: Selection): string {
    const rows = selectedRows(selection).map(({ y, x, end }) => {
      let row = '';
      for (let column = x; column < end; column += 1) row += this.textAt(column, y);
      return row.replace(/(?: ┃)? *$/, '');
    });
    return rows.join('\n').replace(/^\n+|\n+$/g, '');
  }

  /** What a click here means. */
  hitAt(x: number, y: number): Action | undefined {
    return this.#regions.findLast((region) => contains(region.rect, x, y))?.actionAt(x, y);
  }

  /** What a turn of the wheel here means: the uppermost region that knows, so that a button in a list scrolls the list. */
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

  /** Puts a character of one or two cells. All of it is within the grid. */
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

  /** Spaces in this style and nothing of what was there. */
  fill(rect: Rect, style: number): void {
    if (rect.width <= 0) return;
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      const at = y * this.width + rect.x;
      this.#freeHalves(at, rect.width);
      this.glyphs.fill(BLANK, at, at + rect.width);
      this.styles.fill(style, at, at + rect.width);
    }
  }

  /** Wide characters of which half is about to be covered become a space. They never reach over a row's end. */
  #freeHalves(at: number, cells: number): void {
    if (this.glyphs[at] === WIDE_TAIL) this.glyphs[at - 1] = BLANK;
    if (this.glyphs[at + cells] === WIDE_TAIL) this.glyphs[at + cells] = BLANK;
  }
}

function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}
