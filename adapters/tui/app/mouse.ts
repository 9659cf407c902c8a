// From what the mouse does to what that means on the frame that is seen.
import type { TerminalEvent } from '../terminal/terminal.ts';
import type { AppMessage } from './app-model.ts';
import type { UiAction } from './ui-action.ts';

/** The last frame: `Grid` is one. */
export interface HitMap {
  hitAt(x: number, y: number): UiAction | undefined;
  wheelAt(x: number, y: number, direction: -1 | 1): UiAction | undefined;
}

/** The message for a terminal event; undefined for what means nothing, such as letting a button go. */
export function mouseMessage(event: TerminalEvent, frame: HitMap): AppMessage | undefined {
  if (event.type !== 'mouse') return { type: 'terminal', event };
  const action = actionOf(event, frame);
  return action && { type: 'action', action };
}

function actionOf(event: Extract<TerminalEvent, { type: 'mouse' }>, frame: HitMap): UiAction | undefined {
  const { kind, button, x, y } = event;
  if (kind === 'wheel-up') return frame.wheelAt(x, y, -1);
  if (kind === 'wheel-down') return frame.wheelAt(x, y, 1);
  return kind === 'press' && button === 'left' ? frame.hitAt(x, y) : undefined;
}
