// Computes where an overlay is on the screen and how its rows are divided.
import type { Rect } from '../canvas/canvas.ts';
import type { Size } from '../terminal/terminal.ts';

/** The borders and a column of space inside them. */
const FRAME = { columns: 4, rows: 2 };
/** An overlay that would leave fewer columns than this beside it takes the whole width, since a thin strip distracts. */
const STRIP = 8;

export interface OverlayRows {
  readonly head: number;
  readonly editor: number;
  readonly body: number;
}

export interface OverlayRect extends OverlayRows {
  /** The overlay with its frame. */
  readonly rect: Rect;
}

/** Returns the number of columns inside the frame. */
export function overlayWidth(wanted: number, { columns }: Size): number {
  const most = Math.max(1, columns - FRAME.columns);
  return most - wanted < STRIP ? most : wanted;
}

/** Divides the available rows: the head comes first, then the editor, then the body. */
export function overlayRect(
  { columns, rows }: Size,
  innerWidth: number,
  wanted: OverlayRows,
  place: 'middle' | 'top',
): OverlayRect {
  const room = Math.max(0, rows - 1 - FRAME.rows);
  const head = Math.min(wanted.head, room);
  const editor = Math.min(wanted.editor, room - head);
  const gap = editor > 0 && wanted.body > 0 ? 1 : 0;
  const body = Math.max(0, Math.min(wanted.body, room - head - editor - gap));
  const height = Math.min(rows, head + editor + gap + body + FRAME.rows);
  const width = Math.min(columns, innerWidth + FRAME.columns);
  const y = place === 'top' ? Math.min(2, rows - height) : (rows - 1 - height) >> 1;
  return {
    rect: { x: Math.max(0, (columns - width) >> 1), y: Math.max(0, y), width, height },
    head,
    editor,
    body,
  };
}
