// All events that a session can record, and the envelope they are stored in.

import type { IterationEvent } from '../iteration/iteration.events.ts';
import type { UsageShare } from '../iteration/iteration.ts';
import type { MessageEvent } from '../message/message.events.ts';
import type { NoteEvent } from '../note/note.events.ts';
import type { PlanEvent } from '../plan/plan.events.ts';
import type { ProofEvent } from '../proof/proof.events.ts';
import type { QuestionEvent } from '../question/question.events.ts';
import type { RunEvent } from '../run/run.events.ts';
import type { TaskEvent } from '../task/task.events.ts';
import type { WorkerEvent } from '../worker/worker.events.ts';
import type { WorkerName } from '../worker/worker.ts';
import type { SessionName } from './session-name.ts';

type LifecycleEvent =
  | { readonly type: 'SessionCompleted'; readonly data: Record<string, never> }
  | { readonly type: 'SessionRestarted'; readonly data: { readonly reason: string } }
  /** Usage outside of an iteration, such as that of a last message. */
  | { readonly type: 'UsageRecorded'; readonly data: { readonly shares: readonly UsageShare[] } };

export type SessionEvent =
  | LifecycleEvent
  | RunEvent
  | TaskEvent
  | NoteEvent
  | IterationEvent
  | MessageEvent
  | QuestionEvent
  | PlanEvent
  | ProofEvent
  | WorkerEvent;

/**
 * An event of a type, version or value that this program does not know, kept as it was read. It changes no state and is written
 * back unchanged. A session that has one is only read: what it means for the tasks is not known.
 */
export interface UnknownEvent {
  readonly type: 'Unknown';
  readonly data: { readonly type: string; readonly version: number; readonly data: unknown };
}

/** Who caused an event. */
export const ACTORS = ['agent', 'user', 'loop'] as const;
export type Actor = (typeof ACTORS)[number];

/** The envelope of an event, added when it is appended. The domain never decides it. */
export interface EventMeta {
  /** Unique. Also the message id of the store, which makes a repeated append harmless. */
  readonly id: string;
  readonly session: SessionName;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  /** The iteration that was running, or null between iterations. */
  readonly iteration: number | null;
  readonly actor: Actor;
  /** The worker that acted, or whose agent did; absent in place, with a single worker. */
  readonly worker?: WorkerName;
  /** The version of iteratr that recorded it; absent in events of the first versions. */
  readonly program?: string;
}

/** An event with its envelope, as it is stored. */
export interface RecordedEvent {
  readonly meta: EventMeta;
  readonly event: SessionEvent | UnknownEvent;
}
