// What a click, a turn of the wheel or a choice in an overlay means.
import type { NoteId } from '../../../domain/note/note.ts';
import type { TaskId, TaskStatus } from '../../../domain/task/task.ts';
import type { CommandName } from './keymap.ts';
import type { Pane } from './ui-state.ts';

export type ScrollTarget = 'agent' | 'tasks' | 'notes' | 'overlay';

export type UiAction =
  | { readonly type: 'command'; readonly name: CommandName }
  | { readonly type: 'focus'; readonly pane: Pane }
  /** A first click selects, one on what is selected opens. */
  | { readonly type: 'click-task'; readonly id: TaskId }
  | { readonly type: 'click-note'; readonly id: NoteId }
  | { readonly type: 'click-block'; readonly id: number }
  | { readonly type: 'open-task'; readonly id: TaskId }
  /** In the text that is being written: the overlay's on top, else the input's. */
  | { readonly type: 'place-cursor'; readonly index: number }
  /** In lines; less than 0 is up. */
  | { readonly type: 'scroll'; readonly target: ScrollTarget; readonly lines: number }
  | { readonly type: 'set-status'; readonly id: TaskId; readonly status: TaskStatus }
  | { readonly type: 'pause-run' }
  | { readonly type: 'resume-run' }
  | { readonly type: 'reset-session' }
  | { readonly type: 'quit-run'; readonly force: boolean }
  /** Closes what is on top. */
  | { readonly type: 'close' }
  /** A click beside everything: takes the click from what lies below. */
  | { readonly type: 'nothing' };
