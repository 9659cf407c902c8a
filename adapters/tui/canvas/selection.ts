// Text of a frame selected with the mouse: from one cell to another, row by row, within the area in which it began.
import type { Rect } from './canvas.ts';

export interface Cell {
  readonly x: number;
  readonly y: number;
}

export interface Selection {
  readonly area: Rect;
  /** Where the button was pressed, and where the pointer is: either may come first. */
  readonly from: Cell;
  readonly to: Cell;
}

interface RowPart {
  readonly y: number;
  readonly x: number;
  /** Behind the last column. */
  readonly end: number;
}

/** What is selected of each row, from the top: of the first to its end, of the last from its beginning. */
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
