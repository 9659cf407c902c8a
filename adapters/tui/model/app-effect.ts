// The effects that the dashboard asks its host to carry out.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { Progress } from '../terminal/attention.ts';
import type { ReplayChange } from './replay-state.ts';

export type AppEffect =
  /** Executes a command of the session on behalf of the user. */
  | { readonly type: 'execute'; readonly command: SessionCommand }
  /** Copies the text to the system clipboard, by OSC 52. */
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'suspend' }
  /** Shows title and progress in the terminal's own window. */
  | { readonly type: 'show-attention'; readonly title: string; readonly progress: Progress }
  /** Tells the user, who may be looking elsewhere. */
  | { readonly type: 'alert'; readonly text: string }
  /** Reads the piece of the history before the one that is shown. */
  | { readonly type: 'load-earlier' }
  /** Reads the sessions of the store. */
  | { readonly type: 'list-sessions' }
  /** Shows another session of the store, or again that of the dashboard. */
  | { readonly type: 'show-session'; readonly name: SessionName }
  /** Reads what a commit changed. */
  | { readonly type: 'read-commit'; readonly commit: string }
  /** Opens a file in the user's editor. `path` is relative to the top of the work tree. */
  | { readonly type: 'open-file'; readonly path: string }
  /** Runs the loop again in this process after the run has ended. `fromScratch` resets the session first. */
  | { readonly type: 'restart'; readonly fromScratch: boolean }
  /** Pauses a replay or continues it, or changes its speed. */
  | { readonly type: 'replay'; readonly change: ReplayChange }
  /** Writes the report of the session to a file. */
  | { readonly type: 'export' }
  /** Closes the dashboard, and ends the run in mode `run`. */
  | { readonly type: 'quit'; readonly force: boolean }
  | { readonly type: 'remember'; readonly key: 'sidebar'; readonly value: boolean };
