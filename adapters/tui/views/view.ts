// What the views of the dashboard draw on.
import type { Canvas } from '../canvas/canvas.ts';
import type { UiAction } from '../model/ui-action.ts';

export type View = Canvas<UiAction>;

/** The click on this index of the text that is being written. */
export function placeCursor(index: number): UiAction {
  return { type: 'place-cursor', index };
}
