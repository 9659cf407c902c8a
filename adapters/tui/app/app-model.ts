// The whole state of the terminal interface, what can happen to it, and what it asks to be done.
import type { RunResult } from '../../../application/loop/run-result.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { NoteId, NoteType } from '../../../domain/note/note.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import type { TaskId, TaskPriority, TaskStatus } from '../../../domain/task/task.ts';
import type { Size } from '../terminal/terminal.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { ScreenMessage } from './mouse.ts';
import type { UiAction } from './ui-action.ts';
import type { UiState } from './ui-state.ts';

/** What is shown about the surroundings of the run; refreshed from outside. */
export interface Surroundings {
  readonly session: string;
  /** Branch and short commit; null outside of a repository. */
  readonly git: { readonly branch: string; readonly commit: string; readonly dirty: boolean } | null;
  /** Paths changed since the run began, as far as known. */
  readonly filesChanged: number;
  /** `run`: this process runs the session. `attached`: another process does. `finished`: nobody does. */
  readonly mode: 'run' | 'attached' | 'finished';
}

export interface AppModel {
  readonly size: Size;
  /** Milliseconds since the epoch, moved on by `tick`. */
  readonly now: number;
  readonly startedAt: number;
  readonly surroundings: Surroundings;
  readonly session: SessionState;
  readonly transcript: Transcript;
  readonly result: RunResult | null;
  /** Focus, scroll positions, input, overlays: what only the interface knows. */
  readonly ui: UiState;
}

/** Everything that happens to the interface. */
export type AppMessage =
  | ScreenMessage<UiAction>
  /** `session` is the state after the event, for recorded facts. */
  | { readonly type: 'run'; readonly event: RunEvent; readonly session: SessionState; readonly time: number }
  | { readonly type: 'surroundings'; readonly surroundings: Surroundings }
  /** What was there before is known now. */
  | { readonly type: 'opened'; readonly session: SessionState; readonly transcript: Transcript }
  /** What came of an effect that can fail; shown to the user. */
  | { readonly type: 'answer'; readonly ok: boolean; readonly text: string };

/** Everything the interface asks to be done; carried out by whoever runs it, answered by an `answer` message. */
export type AppEffect =
  | { readonly type: 'send-message'; readonly text: string; readonly now: boolean }
  | { readonly type: 'add-task'; readonly content: string; readonly priority: TaskPriority }
  | { readonly type: 'set-task-status'; readonly id: TaskId; readonly status: TaskStatus }
  | { readonly type: 'set-task-priority'; readonly id: TaskId; readonly priority: TaskPriority }
  | { readonly type: 'edit-task'; readonly id: TaskId; readonly content: string }
  | { readonly type: 'edit-note'; readonly id: NoteId; readonly content: string }
  | { readonly type: 'add-note'; readonly noteType: NoteType; readonly content: string }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** To the system clipboard, by OSC 52. */
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'suspend' }
  /** Runs the loop again in this process, after the run has ended; `afresh`: all that the session holds is removed before. */
  | { readonly type: 'restart'; readonly afresh: boolean }
  /** Ends the run (mode `run`) or only the interface. */
  | { readonly type: 'quit'; readonly force: boolean }
  | { readonly type: 'remember'; readonly key: 'sidebar'; readonly value: boolean };

/** Pure. */
export type Update = (model: AppModel, message: AppMessage) => readonly [AppModel, readonly AppEffect[]];
