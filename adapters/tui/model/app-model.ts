// Defines the state of the dashboard as immutable data, and the messages that change it.
import type { RunResult } from '../../../application/loop/run-result.ts';
import type { CommitChanges } from '../../../application/ports/commit-reader.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { SessionSummary } from '../../../application/session/session-summary.ts';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { ScreenMessage } from '../terminal/screen-message.ts';
import type { Size } from '../terminal/terminal.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { WorkerTranscripts } from '../transcript/worker-transcripts.ts';
import type { AppEffect } from './app-effect.ts';
import type { ReplayState } from './replay-state.ts';
import type { UiAction } from './ui-action.ts';
import type { AgentPaneState, UiState } from './ui-state.ts';

/** Facts about the run's surroundings that the dashboard shows. The host refreshes them. */
export interface Surroundings {
  readonly session: string;
  /** Branch and short commit; null outside a repository. */
  readonly git: { readonly branch: string; readonly commit: string; readonly dirty: boolean } | null;
  /** The number of files known to have changed since the run began. */
  readonly filesChanged: number;
  /**
   * `run`: this process runs the session. `attached`: another process does. `finished`: no process does. `replay`: a recording
   * of it is played, and nothing can be changed.
   */
  readonly mode: 'run' | 'attached' | 'finished' | 'replay';
  /** Present in mode `replay`. */
  readonly replay?: ReplayState;
}

export interface WorkingAgent {
  /** '' if it is not known. */
  readonly name: string;
  /** null if it has no modes, or it is not known. */
  readonly mode: string | null;
  /** The used share of its context, from 0 to 1; null if it has not said so in this iteration. */
  readonly context: number | null;
}

/** The output of a worker that is not shown, and what it does. */
export interface Desk {
  readonly transcript: Transcript;
  readonly running: IterationUsage | null;
  readonly agent: WorkingAgent;
  readonly activity: Pick<UiState, 'turn' | 'waiting' | 'phase'>;
  readonly pane: AgentPaneState;
}

export interface AppModel {
  readonly size: Size;
  /** In milliseconds since the epoch; updated by `tick`. */
  readonly now: number;
  readonly startedAt: number;
  readonly surroundings: Surroundings;
  /** The session as the shown worker sees it; in place, and before a worker shows itself, the same as `whole`. */
  readonly session: SessionState;
  readonly whole: SessionState;
  /** The worker whose output is shown; null in place. */
  readonly shown: WorkerName | null;
  /** The workers whose output is not shown. */
  readonly desks: ReadonlyMap<WorkerName, Desk>;
  readonly transcript: Transcript;
  /** The history before the transcript. `wanted`: the user has reached the start of the transcript. */
  readonly earlier: 'none' | 'there' | 'wanted' | 'loading';
  readonly result: RunResult | null;
  /** The session that this process runs while another one is shown; null for none. */
  readonly background: string | null;
  /** What the agent has reported and the session has not recorded yet; null for nothing. */
  readonly running: IterationUsage | null;
  /** The agent that works, as far as this process has seen it start. */
  readonly agent: WorkingAgent;
  /** State of the interface alone: focus, scroll positions, input and overlays. */
  readonly ui: UiState;
}

/** Everything that can happen to the dashboard. */
export type AppMessage =
  | ScreenMessage<UiAction>
  /** `session` is the state after the event, if the event is a recorded one. */
  | { readonly type: 'run'; readonly event: RunEvent; readonly session: SessionState; readonly time: number }
  | { readonly type: 'surroundings'; readonly surroundings: Surroundings }
  /** The session and the newest piece of its past have been loaded. */
  | {
      readonly type: 'opened';
      readonly session: SessionState;
      readonly transcripts: WorkerTranscripts;
      readonly hasEarlier: boolean;
    }
  /** An earlier piece of the past has been loaded. */
  | { readonly type: 'earlier'; readonly transcripts: WorkerTranscripts; readonly hasEarlier: boolean }
  /** The sessions of the store, for the overlay that lists them. */
  | { readonly type: 'sessions'; readonly sessions: readonly SessionSummary[] }
  /** A commit has been read. */
  | { readonly type: 'commit'; readonly commit: string; readonly changes: CommitChanges }
  /** The host has carried out `effect`, or failed to. A text other than '' is shown to the user. */
  | { readonly type: 'answer'; readonly effect?: AppEffect; readonly ok: boolean; readonly text: string };

/** Returns the next model and the effects to carry out. Pure. */
export type Update = (model: AppModel, message: AppMessage) => readonly [AppModel, readonly AppEffect[]];
