// What views draw on: a rectangle of cells, the regions the mouse can hit, and the cursor.
import type { Style, StyledLine } from './style.ts';

/** In cells, from the upper left corner of the screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Everything drawn outside of the canvas' own rectangle is cut off; a wide character that would be cut in half becomes a
 * space. What is drawn later covers what was drawn before. Coordinates are those of the rectangle, from 0.
 */
export interface Canvas<Action> {
  readonly width: number;
  readonly height: number;
  /**
   * Draws text on one line and returns the column after it. Control characters must have been removed. Without a
   * background of its own the style keeps the one that is there, so that what is drawn on an overlay or a selected row
   * need not know it.
   */
  text(x: number, y: number, text: string, style?: Style): number;
  /** Draws a line of spans, cut at `width` columns (default: to the edge), with `…` when something was cut. */
  line(x: number, y: number, line: StyledLine, width?: number): number;
  /** Spaces in this style all over a part of the canvas; the whole when it is left out. */
  fill(style: Style, rect?: Rect): void;
  /** A click on this part means `action`; the last one drawn over a cell counts. Wheel turns mean `wheel(direction)`. */
  hit(rect: Rect, action: Action, wheel?: (direction: -1 | 1) => Action): void;
  /** As `hit`, where it matters which cell of the part was clicked: `actionAt` gets its column and row in `rect`. */
  hitCell(rect: Rect, actionAt: (x: number, y: number) => Action): void;
  /** The text in this part can be selected with the mouse; a selection that begins in it stays in it. */
  selectable(rect: Rect): void;
  /** Shows the cursor here; the last call counts. */
  cursor(x: number, y: number): void;
  /** A part of this canvas as a canvas of its own. */
  part(rect: Rect): Canvas<Action>;
}
