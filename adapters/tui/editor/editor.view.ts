// Draws a text editor: the rows around the cursor, and the cursor.

import type { Canvas } from '../canvas/canvas.ts';
import { cut, MUTED } from '../canvas/pieces.ts';
import { clamp } from '../canvas/scrolling.ts';
import { editorLines, indexAt, placeOf } from './editor-lines.ts';
import type { EditorState } from './text-editor.ts';

export interface EditorLook<Action> {
  /** Shown while the text is empty. */
  readonly placeholder: string;
  readonly focused: boolean;
  /** Shown before the first row. */
  readonly prompt: string;
  /** Returns the action for a click on this index of the text. */
  readonly onClick: (index: number) => Action;
}

/**
 * Draws the editor into the whole view. If the text has more rows, shows those around the cursor. A click places the
 * cursor.
 */
export function drawEditor<Action>(
  view: Canvas<Action>,
  editor: EditorState,
  look: EditorLook<Action>,
): void {
  const indent = look.prompt.length;
  // Leave a cell after a full row for the cursor.
  const width = Math.max(2, view.width - indent - 1);
  const lines = editorLines(editor.text, width);
  const place = placeOf(lines, editor.text, editor.cursor, width);
  const top = clamp(place.row - view.height + 1, 0, Math.max(0, lines.length - view.height));
  if (top === 0) view.text(0, 0, look.prompt, look.focused ? { fg: 'accent' } : MUTED);
  for (let row = 0; row < view.height; row++) {
    const line = lines[top + row];
    if (line) view.text(indent, row, editor.text.slice(line.start, line.end).trimEnd());
  }
  if (editor.text === '') view.text(indent, 0, cut(look.placeholder, width), MUTED);
  view.hitCell({ x: 0, y: 0, width: view.width, height: view.height }, (x, y) =>
    look.onClick(indexAt(lines, editor.text, { row: top + y, column: x - indent })),
  );
  if (look.focused) view.cursor(Math.min(indent + place.column, view.width - 1), place.row - top);
}
