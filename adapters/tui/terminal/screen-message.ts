// The messages that every terminal interface receives.
import type { TerminalEvent } from './terminal.ts';

export type ScreenMessage<Action> =
  | { readonly type: 'terminal'; readonly event: TerminalEvent }
  /** The action that the mouse has hit in the last frame. */
  | { readonly type: 'action'; readonly action: Action }
  | { readonly type: 'tick'; readonly now: number };
