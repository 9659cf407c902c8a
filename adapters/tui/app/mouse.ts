// From what the mouse does to what that means on the frame that is seen.
import type { TerminalEvent } from '../terminal/terminal.ts';

/** The last frame: `Grid` is one. */
export interface HitMap<Action> {
  hitAt(x: number, y: number): Action | undefined;
  wheelAt(x: number, y: number, direction: -1 | 1): Action | undefined;
}

/** What happens to any interface, whatever it shows. */
export type ScreenMessage<Action> =
  | { readonly type: 'terminal'; readonly event: TerminalEvent }
  /** What the mouse has hit of the last frame; see `mouseMessage`. */
  | { readonly type: 'action'; readonly action: Action }
  | { readonly type: 'tick'; readonly now: number };

/** The message for a terminal event; undefined for what means nothing, such as letting a button go. */
export function mouseMessage<Action>(
  event: TerminalEvent,
  frame: HitMap<Action>,
): ScreenMessage<Action> | undefined {
  if (event.type !== 'mouse') return { type: 'terminal', event };
  const action = actionOf(event, frame);
  return action && { type: 'action', action };
}

function actionOf<Action>(
  event: Extract<TerminalEvent, { type: 'mouse' }>,
  frame: HitMap<Action>,
): Action | undefined {
  const { kind, button, x, y } = event;
  if (kind === 'wheel-up') return frame.wheelAt(x, y, -1);
  if (kind === 'wheel-down') return frame.wheelAt(x, y, 1);
  return kind === 'press' && button === 'left' ? frame.hitAt(x, y) : undefined;
}
