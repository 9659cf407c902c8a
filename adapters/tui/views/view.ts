// The canvas type of the dashboard's views.
import type { Canvas } from '../canvas/canvas.ts';
import type { UiAction } from '../model/ui-action.ts';

export type View = Canvas<UiAction>;

/** Returns the action of a click on this index of the edited text. */
export function placeCursor(index: number): UiAction {
  return { type: 'place-cursor', index };
}
