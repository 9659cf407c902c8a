// What the data of each type of event must look like in its newest version. A type that is missing does not compile.
import type { IterationOutcome, IterationUsage } from '../../domain/iteration/iteration.ts';
import type { MessageId } from '../../domain/message/message.ts';
import { NOTE_TYPES, type NoteId } from '../../domain/note/note.ts';
import type { Actor, SessionEvent } from '../../domain/session/session.events.ts';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskId } from '../../domain/task/task.ts';
import {
  type Guard,
  idOf,
  isFlag,
  isNumber,
  isOrdinal,
  isText,
  listOf,
  nullable,
  oneOf,
  optional,
  shape,
} from './guards.ts';

type DataOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>['data'];

const ACTORS: readonly Actor[] = ['agent', 'user', 'loop'];
export const isActor = oneOf(ACTORS);

const isTaskId = idOf<TaskId>('TAS');
const isNoteId = idOf<NoteId>('NOT');
const isMessageId = idOf<MessageId>('MSG');
const isStatus = oneOf(TASK_STATUSES);
const isPriority = oneOf(TASK_PRIORITIES);
const OUTCOMES: readonly IterationOutcome[] = ['finished', 'failed', 'interrupted'];
const isOutcome = oneOf(OUTCOMES);
/** The first builds did not record `now`: missing means false to all who ask. */
const isFlagOrMissing = optional(isFlag) as Guard<boolean>;
const isTexts = listOf(isText);
const isTaskIds = listOf(isTaskId);
const isEmpty = shape<Record<never, never>>({}) as Guard<Record<string, never>>;
const isReason = shape<{ readonly reason: string }>({ reason: isText });

const isUsage = shape<IterationUsage>({
  inputTokens: nullable(isNumber),
  outputTokens: nullable(isNumber),
  totalTokens: nullable(isNumber),
  cost: nullable(shape({ amount: isNumber, currency: isText })),
});

/** Every listed value, in an order of its own: a program that knows another one understands other events. */
export const KNOWN_VALUES = [ACTORS, OUTCOMES, NOTE_TYPES, TASK_PRIORITIES, TASK_STATUSES]
  .map((values) => [...values].sort().join('|'))
  .join(' ');

export const EVENT_SCHEMA: { readonly [T in SessionEvent['type']]: Guard<DataOf<T>> } = {
  RunStarted: shape<DataOf<'RunStarted'>>({ spec: isText, model: isText, specPath: optional(isText) }),
  RunEnded: isReason,
  SessionSpecChanged: shape({ from: isText, to: isText }),
  SessionCompleted: isEmpty,
  SessionRestarted: isReason,
  PauseRequested: isEmpty,
  RunPaused: isEmpty,
  ResumeRequested: isEmpty,
  HookRan: shape({
    point: isText,
    command: isText,
    exitCode: nullable(isNumber),
    durationMs: isNumber,
    error: isText,
  }),
  TaskAdded: shape({
    id: isTaskId,
    content: isText,
    status: isStatus,
    priority: isPriority,
    dependsOn: isTaskIds,
  }),
  TaskStatusChanged: shape({ id: isTaskId, from: isStatus, to: isStatus }),
  TaskPriorityChanged: shape({ id: isTaskId, from: isPriority, to: isPriority }),
  TaskContentChanged: shape({ id: isTaskId, from: isText, to: isText }),
  TaskDependencyAdded: shape({ id: isTaskId, dependsOn: isTaskId }),
  TaskReleased: shape({ id: isTaskId, reason: isText }),
  NoteAdded: shape({
    id: isNoteId,
    type: oneOf(NOTE_TYPES),
    content: isText,
    iteration: nullable(isOrdinal),
  }),
  NoteContentChanged: shape({ id: isNoteId, from: isText, to: isText }),
  IterationStarted: shape({ number: isOrdinal, model: isText }),
  IterationSummaryRecorded: shape({ number: isOrdinal, summary: isText }),
  IterationEnded: shape<DataOf<'IterationEnded'>>({
    number: isOrdinal,
    outcome: isOutcome,
    reason: isText,
    filesChanged: isTexts,
    usage: nullable(isUsage),
  }),
  IterationCommitted: shape({ number: isOrdinal, commit: isText, files: isTexts }),
  UserMessageSent: shape<DataOf<'UserMessageSent'>>({ id: isMessageId, text: isText, now: isFlagOrMissing }),
  UserMessagesDelivered: shape({ ids: listOf(isMessageId) }),
};
