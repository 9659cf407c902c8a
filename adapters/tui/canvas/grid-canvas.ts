// A canvas on a rectangle of a grid, with coordinates of its own. It clips everything outside.
import type { Canvas, Rect } from './canvas.ts';
import { BLANK, glyphBetween } from './glyphs.ts';
import { PLAIN, type Style, type StyledLine } from './style.ts';
import { styleCode } from './style-code.ts';
import { cutToWidth, graphemeAt } from './width.ts';

const ELLIPSIS = '…';

export interface HitRegion<Action> {
  readonly rect: Rect;
  /** Returns the action for a click on this cell of the screen. */
  readonly actionAt: (x: number, y: number) => Action;
  readonly wheel?: ((direction: -1 | 1) => Action) | undefined;
}

export interface Cursor {
  readonly x: number;
  readonly y: number;
}

/** Receives the clipped drawing, in screen coordinates. Everything it receives is within the grid. */
export interface CellSink<Action> {
  cursor: Cursor | null;
  put(x: number, y: number, glyph: number, cells: number, style: number): void;
  fill(rect: Rect, style: number): void;
  recede(): void;
  addRegion(region: HitRegion<Action>): void;
  addTextArea(rect: Rect): void;
}

export class GridCanvas<Action> implements Canvas<Action> {
  readonly #cells: CellSink<Action>;
  /** The position of this canvas on the screen, and the part of it that is visible. */
  readonly #area: Rect;
  readonly #visible: Rect;

  constructor(cells: CellSink<Action>, area: Rect, visible: Rect) {
    this.#cells = cells;
    this.#area = area;
    this.#visible = visible;
  }

  get width(): number {
    return this.#area.width;
  }

  get height(): number {
    return this.#area.height;
  }

  text(x: number, y: number, text: string, style: Style = PLAIN): number {
    const { x: left, y: top, width, height } = this.#visible;
    const row = this.#area.y + y;
    const shown = row >= top && row < top + height;
    const right = left + width;
    const code = styleCode(style);
    let column = this.#area.x + x;
    for (let at = 0; at < text.length && column < right; ) {
      const packed = graphemeAt(text, at);
      const cells = packed & 3;
      const end = packed >>> 2;
      const next = column + cells;
      if (shown && cells > 0 && next > left) {
        if (column >= left && next <= right) {
          this.#cells.put(column, row, glyphBetween(text, at, end), cells, code);
        } else {
          this.#cells.put(Math.max(column, left), row, BLANK, 1, code);
        }
      }
      column = next;
      at = end;
    }
    return column - this.#area.x;
  }

  line(x: number, y: number, line: StyledLine, width = this.width - x): number {
    const end = x + Math.min(width, this.width - x);
    if (fits(line, end - x)) return line.reduce((at, span) => this.text(at, y, span.text, span.style), x);
    let column = x;
    for (const span of line) {
      const cut = cutToWidth(span.text, end - 1 - column);
      column = this.text(column, y, span.text.slice(0, cut.end), span.style);
      if (cut.end < span.text.length) return end > x ? this.text(column, y, ELLIPSIS, span.style) : column;
    }
    return column;
  }

  recede(): void {
    this.#cells.recede();
  }

  fill(style: Style, rect?: Rect): void {
    this.#cells.fill(rect === undefined ? this.#visible : this.#seen(this.#moved(rect)), styleCode(style));
  }

  hit(rect: Rect, action: Action, wheel?: (direction: -1 | 1) => Action): void {
    this.#cells.addRegion({ rect: this.#seen(this.#moved(rect)), actionAt: () => action, wheel });
  }

  hitCell(rect: Rect, actionAt: (x: number, y: number) => Action): void {
    const area = this.#moved(rect);
    this.#cells.addRegion({
      rect: this.#seen(area),
      actionAt: (x, y) => actionAt(x - area.x, y - area.y),
    });
  }

  selectable(rect: Rect): void {
    this.#cells.addTextArea(this.#seen(this.#moved(rect)));
  }

  cursor(x: number, y: number): void {
    const { x: left, y: top, width, height } = this.#visible;
    const at = { x: this.#area.x + x, y: this.#area.y + y };
    const seen = at.x >= left && at.y >= top && at.x < left + width && at.y < top + height;
    this.#cells.cursor = seen ? at : null;
  }

  part(rect: Rect): Canvas<Action> {
    const area = this.#moved(rect);
    return new GridCanvas(this.#cells, area, this.#seen(area));
  }

  #moved(rect: Rect): Rect {
    const { x, y, width, height } = rect;
    return {
      x: this.#area.x + x,
      y: this.#area.y + y,
      width: Math.max(0, width),
      height: Math.max(0, height),
    };
  }

  #seen(rect: Rect): Rect {
    const x = Math.max(rect.x, this.#visible.x);
    const y = Math.max(rect.y, this.#visible.y);
    const right = Math.min(rect.x + rect.width, this.#visible.x + this.#visible.width);
    const bottom = Math.min(rect.y + rect.height, this.#visible.y + this.#visible.height);
    return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
  }
}

/** Returns whether the line fits. Stops at the first span that does not, because a line may be as long as a file. */
function fits(line: StyledLine, width: number): boolean {
  let room = width;
  for (const span of line) {
    const cut = cutToWidth(span.text, room);
    if (cut.end < span.text.length) return false;
    room -= cut.width;
  }
  return true;
}
