// A text selection made with the mouse: from one cell to another, row by row, within the area in which it started.
import type { Rect } from './canvas.ts';

export interface Cell {
  readonly x: number;
  readonly y: number;
}

export interface Selection {
  readonly area: Rect;
  /** The cell where the button was pressed and the cell of the pointer. Either may come first. */
  readonly from: Cell;
  readonly to: Cell;
}

interface RowPart {
  readonly y: number;
  readonly x: number;
  /** The column after the last one. */
  readonly end: number;
}

/** Returns the selected part of each row from top to bottom. Rows in between are selected completely. */
export function selectedRows({ area, from, to }: Selection): readonly RowPart[] {
  const [first, last] = inOrder(within(area, from), within(area, to));
  return Array.from({ length: last.y - first.y + 1 }, (_, row) => {
    const y = first.y + row;
    return {
      y,
      x: y === first.y ? first.x : area.x,
      end: y === last.y ? last.x + 1 : area.x + area.width,
    };
  });
}

function within({ x, y, width, height }: Rect, cell: Cell): Cell {
  return {
    x: Math.max(x, Math.min(cell.x, x + width - 1)),
    y: Math.max(y, Math.min(cell.y, y + height - 1)),
  };
}

function inOrder(a: Cell, b: Cell): readonly [Cell, Cell] {
  return a.y < b.y || (a.y === b.y && a.x <= b.x) ? [a, b] : [b, a];
}
