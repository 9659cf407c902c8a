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
  /** What the mouse has hit of the last frame. */
  | { readonly type: 'action'; readonly action: Action }
  | { readonly type: 'tick'; readonly now: number };

/** What a turn of the wheel means; undefined for everything else. */
export function wheelAction<Action>(
  { kind, x, y }: Extract<TerminalEvent, { type: 'mouse' }>,
  frame: HitMap<Action>,
): Action | undefined {
  if (kind === 'wheel-up') return frame.wheelAt(x, y, -1);
  return kind === 'wheel-down' ? frame.wheelAt(x, y, 1) : undefined;
}
