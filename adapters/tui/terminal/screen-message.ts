// What happens to every interface on a terminal, whatever it shows.
import type { TerminalEvent } from './terminal.ts';

export type ScreenMessage<Action> =
  | { readonly type: 'terminal'; readonly event: TerminalEvent }
  /** What the mouse has hit of the last frame. */
  | { readonly type: 'action'; readonly action: Action }
  | { readonly type: 'tick'; readonly now: number };
