// The whole state of the dashboard as immutable data, and what can happen to it.
import type { RunResult } from '../../../application/loop/run-result.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import type { ScreenMessage } from '../terminal/screen-message.ts';
import type { Size } from '../terminal/terminal.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { AppEffect } from './app-effect.ts';
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
  /** The host has done what `effect` asks for, or has failed. A text is shown to the user. */
  | { readonly type: 'answer'; readonly effect?: AppEffect; readonly ok: boolean; readonly text: string };

/** Pure. */
export type Update = (model: AppModel, message: AppMessage) => readonly [AppModel, readonly AppEffect[]];
