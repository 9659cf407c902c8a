// Every fact a session can record, and the envelope it is recorded in.
import type { IterationEvent } from '../iteration/iteration.events.ts';
import type { MessageEvent } from '../message/message.events.ts';
import type { NoteEvent } from '../note/note.events.ts';
import type { TaskEvent } from '../task/task.events.ts';
import type { SessionName } from './session-name.ts';

/** The life of the session itself. */
type LifecycleEvent =
  | {
      readonly type: 'RunStarted';
      readonly data: {
        /** As the user named it. */
        readonly spec: string;
        readonly model: string;
        /** What tells the spec from others; older versions did not record it. */
        readonly specPath?: string;
      };
    }
  /** The user has the session go on with another spec. */
  | { readonly type: 'SessionSpecChanged'; readonly data: { readonly from: string; readonly to: string } }
  | { readonly type: 'RunEnded'; readonly data: { readonly reason: string } }
  | { readonly type: 'SessionCompleted'; readonly data: Record<string, never> }
  | { readonly type: 'SessionRestarted'; readonly data: { readonly reason: string } }
  /** The loop is asked to wait after the iteration that runs. */
  | { readonly type: 'PauseRequested'; readonly data: Record<string, never> }
  /** The loop waits. */
  | { readonly type: 'RunPaused'; readonly data: Record<string, never> }
  /** The loop is asked to go on: it does not pause, or waits no longer, whatever it waits for. */
  | { readonly type: 'ResumeRequested'; readonly data: Record<string, never> }
  | {
      readonly type: 'HookRan';
      readonly data: {
        readonly point: string;
        readonly command: string;
        /** null when it was ended by a signal. */
        readonly exitCode: number | null;
        readonly durationMs: number;
        /** '' when it succeeded. */
        readonly error: string;
      };
    };

export type SessionEvent = LifecycleEvent | TaskEvent | NoteEvent | IterationEvent | MessageEvent;

/**
 * An event of a type or version this program does not know, kept as it was read.
 * It changes no state, and is written out again unchanged.
 */
export interface UnknownEvent {
  readonly type: 'Unknown';
  readonly data: { readonly type: string; readonly version: number; readonly data: unknown };
}

/** Who caused an event. */
export type Actor = 'agent' | 'user' | 'loop';

/** The envelope: added when an event is appended, never decided by the domain. */
export interface EventMeta {
  /** Unique; doubles as the message id that makes a repeated append harmless. */
  readonly id: string;
  readonly session: SessionName;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  /** The iteration that was running, or null between iterations. */
  readonly iteration: number | null;
  readonly actor: Actor;
}

/** An event with its envelope, as it is stored and read back. */
export interface RecordedEvent {
  readonly meta: EventMeta;
  readonly event: SessionEvent | UnknownEvent;
}
