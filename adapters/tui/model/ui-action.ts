// What a click, a turn of the wheel or a choice in an overlay means.
import type { NoteId } from '../../../domain/note/note.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { AppEffect } from './app-effect.ts';
import type { CommandName } from './keymap.ts';
import type { OverlayState, Pane } from './ui-state.ts';

export type ScrollTarget = 'agent' | 'tasks' | 'notes' | 'overlay';

export type UiAction =
  | { readonly type: 'command'; readonly name: CommandName }
  | { readonly type: 'focus'; readonly pane: Pane }
  /** The first click selects, a click on what is selected opens it. */
  | { readonly type: 'click-task'; readonly id: TaskId }
  | { readonly type: 'click-note'; readonly id: NoteId }
  | { readonly type: 'click-block'; readonly id: number }
  | { readonly type: 'open'; readonly overlay: OverlayState }
  /** In the text that is being written: that of the top overlay, else the input. */
  | { readonly type: 'place-cursor'; readonly index: number }
  /** In lines; less than 0 is up. */
  | { readonly type: 'scroll'; readonly target: ScrollTarget; readonly lines: number }
  /** Leaves the dashboard, and ends the run if this process runs it. */
  | { readonly type: 'quit'; readonly force: boolean }
  /** Asks for something that needs no change of the screen. */
  | { readonly type: 'ask'; readonly effect: AppEffect }
  /** Chooses this line of the top overlay. */
  | { readonly type: 'choose'; readonly index: number }
  /** Takes the click, so that what lies below does not get it. */
  | { readonly type: 'nothing' };
