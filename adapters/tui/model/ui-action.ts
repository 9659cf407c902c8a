// The actions of clicks, wheel turns and choices in overlays.
import type { NoteId } from '../../../domain/note/note.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { AppEffect } from './app-effect.ts';
import type { CommandName } from './keymap.ts';
import type { TaskEntryId } from './task-entries.ts';
import type { OverlayState, Pane } from './ui-state.ts';

export type ScrollTarget = 'agent' | 'tasks' | 'notes' | 'overlay';

export type UiAction =
  | { readonly type: 'command'; readonly name: CommandName }
  | { readonly type: 'focus'; readonly pane: Pane }
  /** A first click selects a task, a click on the selected task opens it. */
  | { readonly type: 'click-task'; readonly id: TaskEntryId }
  | { readonly type: 'click-note'; readonly id: NoteId }
  | { readonly type: 'click-block'; readonly id: number }
  | { readonly type: 'open'; readonly overlay: OverlayState }
  /** Places the cursor in the editor of the top overlay, else in the input. */
  | { readonly type: 'place-cursor'; readonly index: number }
  /** Scrolls by a number of lines; negative means up. */
  | { readonly type: 'scroll'; readonly target: ScrollTarget; readonly lines: number }
  /** Quits the dashboard, and ends the run if this process runs it. */
  | { readonly type: 'quit'; readonly force: boolean }
  /** Asks the host for an effect without changing the screen. */
  | { readonly type: 'ask'; readonly effect: AppEffect }
  /** Executes commands that settle what needs the user, or a note that is already seen. */
  | { readonly type: 'settle'; readonly commands: readonly SessionCommand[]; readonly seen: NoteId | null }
  /** Chooses a line of the top overlay. */
  | { readonly type: 'choose'; readonly index: number }
  /** Shows the start of an iteration in the agent's output; reads the history before until it is there. */
  | { readonly type: 'go-to-iteration'; readonly number: number }
  /** Shows the output of a worker. */
  | { readonly type: 'show-worker'; readonly name: WorkerName }
  /** Swallows the click, so that it does not reach what is below. */
  | { readonly type: 'nothing' };
