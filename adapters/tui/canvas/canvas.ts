// The drawing surface of the views: a rectangle of cells, the regions the mouse can hit, and the cursor.
import type { Style, StyledLine } from './style.ts';

/** A rectangle in cells, measured from the upper left corner of the screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A rectangle to draw on. Clips everything outside of it; a wide character that is clipped in half becomes a space. Later
 * drawing covers earlier drawing. Coordinates are relative to the rectangle and start at 0.
 */
export interface Canvas<Action> {
  readonly width: number;
  readonly height: number;
  /**
   * Draws text on one line and returns the column after it. The text must not contain control characters. A style without
   * a background keeps the existing one, so that text on an overlay or a selected row need not know its background.
   */
  text(x: number, y: number, text: string, style?: Style): number;
  /** Draws a line of spans, cut at `width` columns (default: up to the edge). Ends it with `…` if something was cut. */
  line(x: number, y: number, line: StyledLine, width?: number): number;
  /** Fills a part of the canvas, or all of it, with spaces in this style. */
  fill(style: Style, rect?: Rect): void;
  /** Mutes all of the screen that is drawn so far, because something is about to be drawn over it. */
  recede(): void;
  /** Maps clicks on this part to `action` and wheel turns to `wheel(direction)`. The last region drawn over a cell wins. */
  hit(rect: Rect, action: Action, wheel?: (direction: -1 | 1) => Action): void;
  /** Maps clicks on this part to an action that depends on the cell. `actionAt` receives its column and row in `rect`. */
  hitCell(rect: Rect, actionAt: (x: number, y: number) => Action): void;
  /** Makes the text in this part selectable with the mouse. A selection that starts in it stays in it. */
  selectable(rect: Rect): void;
  /** Shows the cursor here. The last call wins. */
  cursor(x: number, y: number): void;
  /** Returns a canvas for a part of this one. */
  part(rect: Rect): Canvas<Action>;
}
