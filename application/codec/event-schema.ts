// The newest version and the schema of each event type. A missing type does not compile.
import {
  type Cost,
  type FailedCommand,
  ITERATION_OUTCOMES,
  type IterationUsage,
  ROLES,
  type UsageShare,
} from '../../domain/iteration/iteration.ts';
import type { MessageId } from '../../domain/message/message.ts';
import { NOTE_TYPES, type NoteId } from '../../domain/note/note.ts';
import { PLAN_PHASES, type Requirement, type RequirementId } from '../../domain/plan/plan.ts';
import type { AgentCommand, IterationEvidence } from '../../domain/proof/evidence.ts';
import {
  CHECK_OUTCOMES,
  CHECK_PHASES,
  type CheckRun,
  RETURNED_BY,
  REVIEW_VERDICTS,
} from '../../domain/proof/proof.ts';
import { PROTECTED_CHANGES } from '../../domain/proof/protection.ts';
import { ANSWERERS, type QuestionId } from '../../domain/question/question.ts';
import { FAILURE_CAUSES } from '../../domain/run/failure-cause.ts';
import type { Limits, ScopeLimits } from '../../domain/run/limits.ts';
import { type AgentUse, SWITCH_CAUSES, type UncommittedFiles } from '../../domain/run/run.ts';
import { SPEC_EDITORS } from '../../domain/run/spec-text.ts';
import { ACTORS, type SessionEvent } from '../../domain/session/session.events.ts';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskId } from '../../domain/task/task.ts';
import { isWorkerName, type WorkerName } from '../../domain/worker/worker.ts';
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

export const isActor = oneOf(ACTORS);

const isTaskId = idOf<TaskId>('TAS');
const isNoteId = idOf<NoteId>('NOT');
const isMessageId = idOf<MessageId>('MSG');
const isQuestionId = idOf<QuestionId>('QUE');
const isRequirementId = idOf<RequirementId>('REQ');
const isStatus = oneOf(TASK_STATUSES);
const isPriority = oneOf(TASK_PRIORITIES);
const isOutcome = oneOf(ITERATION_OUTCOMES);
/** The first builds did not record `now`; all code treats a missing value as false. */
const isFlagOrMissing = optional(isFlag) as Guard<boolean>;
const isTexts = listOf(isText);
const isTaskIds = listOf(isTaskId);
const isEmpty = shape<Record<never, never>>({}) as Guard<Record<string, never>>;
const isOfWorker = shape<DataOf<'PauseRequested'>>({ worker: optional(isWorkerName) as Guard<WorkerName> });
const isReason = shape<{ readonly reason: string }>({ reason: isText });

const isCost = shape<Cost>({
  amount: isNumber,
  currency: isText,
  estimated: optional(oneOf([true] as const)),
});
export const isUsage = shape<IterationUsage>({
  inputTokens: nullable(isNumber),
  outputTokens: nullable(isNumber),
  totalTokens: nullable(isNumber),
  cost: nullable(isCost),
  otherCosts: optional(listOf(isCost)),
});

const isShare = shape<UsageShare>({ role: oneOf(ROLES), agent: isText, model: isText, usage: isUsage });
const isFailedCommand = shape<FailedCommand>({ command: isText, exitCode: isNumber });
const isUncommitted = shape<UncommittedFiles>({ files: isTexts, leftOut: isNumber });
const isCause = oneOf(FAILURE_CAUSES);
const SCOPE = { iterations: isNumber, minutes: isNumber, cost: isNumber, tokens: isNumber };
const isLimits = shape<Limits>({ ...SCOPE, session: shape<ScopeLimits>(SCOPE) });
const isAgentUse = shape<AgentUse>({ agent: isText, model: isText });

/** All known values of the enumerations, sorted. Programs with different values understand different events. */
export const KNOWN_VALUES = [
  ACTORS,
  ANSWERERS,
  CHECK_OUTCOMES,
  CHECK_PHASES,
  RETURNED_BY,
  FAILURE_CAUSES,
  ITERATION_OUTCOMES,
  NOTE_TYPES,
  PROTECTED_CHANGES,
  REVIEW_VERDICTS,
  PLAN_PHASES,
  ROLES,
  SPEC_EDITORS,
  TASK_PRIORITIES,
  TASK_STATUSES,
]
  .map((values) => [...values].sort().join('|'))
  .join(' ');

/** All known event types: the newest version, and a guard for the data. */
export const EVENT_SCHEMA = {
  RunStarted: [
    1,
    shape<DataOf<'RunStarted'>>({
      spec: isText,
      model: isText,
      specPath: optional(isText),
      limits: optional(isLimits),
      verifies: optional(oneOf([true] as const)),
      reviewRounds: optional(isOrdinal),
      tasksPerIteration: optional(isOrdinal),
      workers: optional(isOrdinal),
    }),
  ],
  RunEnded: [
    1,
    shape<DataOf<'RunEnded'>>({
      reason: isText,
      uncommitted: optional(isUncommitted),
    }),
  ],
  RunTakenOver: [1, shape({ host: isText, pid: isNumber })],
  SessionSpecChanged: [1, shape({ from: isText, to: isText })],
  SpecRecorded: [1, shape({ text: nullable(isText) })],
  SpecEdited: [1, shape({ text: nullable(isText), by: oneOf(SPEC_EDITORS), diff: isText })],
  SessionCompleted: [1, isEmpty],
  SessionRestarted: [1, isReason],
  PauseRequested: [1, isOfWorker],
  RunPaused: [1, isEmpty],
  ResumeRequested: [1, isOfWorker],
  WaitStarted: [1, shape({ cause: isCause, reason: isText, until: isText, agent: isText })],
  WaitEnded: [1, isEmpty],
  AgentSwitched: [
    1,
    shape({
      from: isAgentUse,
      to: isAgentUse,
      cause: oneOf(SWITCH_CAUSES),
      reason: isText,
      until: nullable(isText),
    }),
  ],
  HookRan: [
    1,
    shape({
      point: isText,
      command: isText,
      exitCode: nullable(isNumber),
      durationMs: isNumber,
      error: isText,
    }),
  ],
  TaskAdded: [
    1,
    shape({
      id: isTaskId,
      content: isText,
      status: isStatus,
      priority: isPriority,
      dependsOn: isTaskIds,
    }),
  ],
  TaskStatusChanged: [1, shape({ id: isTaskId, from: isStatus, to: isStatus })],
  TaskPriorityChanged: [1, shape({ id: isTaskId, from: isPriority, to: isPriority })],
  TaskContentChanged: [1, shape({ id: isTaskId, from: isText, to: isText })],
  TaskDependencyAdded: [1, shape({ id: isTaskId, dependsOn: isTaskId })],
  TaskDependencyRemoved: [1, shape({ id: isTaskId, dependsOn: isTaskId })],
  TaskReleased: [1, shape({ id: isTaskId, reason: isText })],
  TaskBlocked: [1, shape({ id: isTaskId, reason: isText })],
  NoteAdded: [
    1,
    shape({
      id: isNoteId,
      type: oneOf(NOTE_TYPES),
      content: isText,
      iteration: nullable(isOrdinal),
    }),
  ],
  NoteContentChanged: [1, shape({ id: isNoteId, from: isText, to: isText })],
  IterationStarted: [
    1,
    shape<DataOf<'IterationStarted'>>({
      number: isOrdinal,
      model: isText,
      agent: optional(isText),
      planning: optional(oneOf([true] as const)),
      worker: optional(isWorkerName) as Guard<WorkerName>,
    }),
  ],
  IterationSummaryRecorded: [1, shape({ number: isOrdinal, summary: isText })],
  IterationEnded: [
    1,
    shape<DataOf<'IterationEnded'>>({
      number: isOrdinal,
      outcome: isOutcome,
      reason: isText,
      cause: optional(isCause),
      filesChanged: isTexts,
      filesLeftOut: optional(isOrdinal),
      progress: optional(isFlag),
      failedCommands: optional(listOf(isFailedCommand)),
      usage: nullable(isUsage),
      shares: optional(listOf(isShare)),
    }),
  ],
  UsageRecorded: [1, shape({ shares: listOf(isShare) })],
  CheckRan: [
    1,
    shape<CheckRun>({
      command: isText,
      phase: oneOf(CHECK_PHASES),
      outcome: oneOf(CHECK_OUTCOMES),
      exitCode: nullable(isNumber),
      durationMs: isNumber,
      output: isText,
      tests: nullable(shape({ passed: isNumber, failed: isNumber, skipped: isNumber })),
      failing: isTexts,
    }),
  ],
  TaskVerified: [
    1,
    shape<DataOf<'TaskVerified'>>({ id: isTaskId, checks: isTexts, besides: optional(isUncommitted) }),
  ],
  TaskLeftUnverified: [1, shape({ id: isTaskId, reason: isText })],
  TaskReturned: [1, shape({ id: isTaskId, by: oneOf(RETURNED_BY), reason: isText })],
  TaskDoubted: [1, shape({ id: isTaskId, reason: isText })],
  TaskAccepted: [1, shape({ id: isTaskId })],
  ProtectedFilesChanged: [
    1,
    shape<DataOf<'ProtectedFilesChanged'>>({
      changes: listOf(
        shape({ path: isText, kind: oneOf(PROTECTED_CHANGES), hash: nullable(isText), diff: isText }),
      ),
      leftOut: optional(isOrdinal),
    }),
  ],
  ProtectedFilesAccepted: [
    1,
    shape<DataOf<'ProtectedFilesAccepted'>>({
      files: listOf(shape({ path: isText, hash: nullable(isText) })),
      all: optional(oneOf([true] as const)),
    }),
  ],
  ReviewStarted: [1, shape({ ids: isTaskIds, agent: isText, model: isText })],
  TaskReviewed: [1, shape({ id: isTaskId, verdict: oneOf(REVIEW_VERDICTS), reason: isText })],
  ReviewMissed: [1, shape({ id: isTaskId, reason: isText })],
  ReviewEnded: [1, isEmpty],
  EvidenceRecorded: [
    1,
    shape<IterationEvidence>({
      number: isOrdinal,
      tasks: isTaskIds,
      commits: isTexts,
      files: isTexts,
      filesLeftOut: isNumber,
      commands: listOf(shape<AgentCommand>({ command: isText, exitCode: nullable(isNumber) })),
      commandsLeftOut: isNumber,
      edits: isNumber,
    }),
  ],
  CompletionRequested: [1, isEmpty],
  CompletionRefused: [1, isReason],
  IterationCommitted: [
    1,
    shape<DataOf<'IterationCommitted'>>({
      number: isOrdinal,
      commit: isText,
      files: isTexts,
      filesLeftOut: optional(isOrdinal),
    }),
  ],
  QuestionAsked: [
    1,
    shape<DataOf<'QuestionAsked'>>({
      id: isQuestionId,
      question: isText,
      choices: isTexts,
      assumption: nullable(isText),
      task: nullable(isTaskId),
      iteration: nullable(isOrdinal),
      inTurn: optional(oneOf([true] as const)),
    }),
  ],
  QuestionClosed: [1, shape({ id: isQuestionId })],
  QuestionAnswered: [1, shape({ id: isQuestionId, answer: isText, by: oneOf(ANSWERERS) })],
  AnswerAwaited: [1, shape({ ids: listOf(isQuestionId), until: nullable(isText) })],
  AnswerWaitEnded: [1, isEmpty],
  RequirementsFound: [
    1,
    shape<DataOf<'RequirementsFound'>>({
      requirements: listOf(shape<Requirement>({ id: isRequirementId, text: isText, line: isOrdinal })),
      leftOut: optional(isOrdinal),
    }),
  ],
  RequirementsCovered: [1, shape({ task: isTaskId, requirements: listOf(isRequirementId) })],
  PlanMade: [1, isEmpty],
  PlanReviewStarted: [1, isEmpty],
  PlanApproved: [1, isEmpty],
  WorkerJoined: [1, shape({ worker: isWorkerName, host: isText })],
  WorkerLeft: [1, shape({ worker: isWorkerName, reason: isText })],
  WorkerLost: [
    1,
    shape<DataOf<'WorkerLost'>>({
      worker: isWorkerName,
      reason: isText,
      mayLive: optional(oneOf([true] as const)),
    }),
  ],
  TaskClaimed: [1, shape({ id: isTaskId, worker: isWorkerName })],
  ClosingClaimed: [1, shape({ worker: isWorkerName })],
  ClaimsReleased: [1, shape({ worker: isWorkerName, ids: isTaskIds })],
  TaskMerged: [1, shape({ id: isTaskId, worker: isWorkerName, commit: isText })],
  MergeConflicted: [
    1,
    shape<DataOf<'MergeConflicted'>>({
      worker: isWorkerName,
      ids: isTaskIds,
      files: isTexts,
      filesLeftOut: optional(isOrdinal),
    }),
  ],
  BranchStarted: [
    1,
    shape<DataOf<'BranchStarted'>>({
      ...{ branch: isText, from: nullable(isText), commit: isText },
      repository: optional(isText),
    }),
  ],
  UserMessageSent: [
    1,
    shape<DataOf<'UserMessageSent'>>({
      ...{ id: isMessageId, text: isText, now: isFlagOrMissing },
      to: optional(isWorkerName) as Guard<WorkerName>,
    }),
  ],
  UserMessagesDelivered: [1, shape({ ids: listOf(isMessageId) })],
} as const satisfies { readonly [T in SessionEvent['type']]: readonly [version: number, Guard<DataOf<T>>] };
