// Arbitrary events and commands for property tests: well-typed, in any order, with few ids so that they refer to each other.
import fc from 'fast-check';
import { ROLES } from '../../domain/iteration/iteration.ts';
import { messageId } from '../../domain/message/message.ts';
import { NOTE_TYPES, noteId } from '../../domain/note/note.ts';
import { requirementId } from '../../domain/plan/plan.ts';
import { CHECK_OUTCOMES, CHECK_PHASES, RETURNED_BY, REVIEW_VERDICTS } from '../../domain/proof/proof.ts';
import { PROTECTED_CHANGES } from '../../domain/proof/protection.ts';
import { ANSWERERS, questionId } from '../../domain/question/question.ts';
import { FAILURE_CAUSES } from '../../domain/run/failure-cause.ts';
import { SWITCH_CAUSES } from '../../domain/run/run.ts';
import { SPEC_EDITORS } from '../../domain/run/spec-text.ts';
import type { SessionCommand } from '../../domain/session/session.decider.ts';
import type {
  EventMeta,
  RecordedEvent,
  SessionEvent,
  UnknownEvent,
} from '../../domain/session/session.events.ts';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';
import { TASK_PRIORITIES, TASK_STATUSES, taskId } from '../../domain/task/task.ts';
import { workerName } from '../../domain/worker/worker.ts';

const number = fc.integer({ min: 1, max: 8 });
const task = number.map(taskId);
const message = number.map(messageId);
const question = number.map(questionId);
const requirement = number.map(requirementId);
const status = fc.constantFrom(...TASK_STATUSES);
const priority = fc.constantFrom(...TASK_PRIORITIES);
const outcome = fc.constantFrom('finished', 'failed', 'interrupted');
/** Few contents, so that some differ only in whitespace and case. */
const content = fc.oneof(
  fc.constantFrom('a', ' A ', 'b', 'B\n', 'c', 'd', 'e', 'f', 'g', 'h'),
  fc.string({ minLength: 1 }),
);
const text = fc.string();
const cost = fc.record(
  {
    amount: fc.double({ noNaN: true, min: 0, max: 100 }),
    currency: fc.constantFrom('USD', 'EUR', 'GBP'),
    estimated: fc.constant(true as const),
  },
  { requiredKeys: ['amount', 'currency'] },
);
const scope = { iterations: fc.nat(), minutes: fc.nat(), cost: fc.nat(), tokens: fc.nat() };
const limits = fc.record({ ...scope, session: fc.record(scope) });
const reported = fc.record(
  {
    inputTokens: fc.option(fc.nat()),
    outputTokens: fc.option(fc.nat()),
    totalTokens: fc.option(fc.nat()),
    cost: fc.option(cost),
    otherCosts: fc.array(cost, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['inputTokens', 'outputTokens', 'totalTokens', 'cost'] },
);
const usage = fc.option(reported);
const worker = fc.integer({ min: 1, max: 9 }).map(workerName);
const agentUse = fc.record({ agent: text, model: text });
const share = fc.record({ role: fc.constantFrom(...ROLES), agent: text, model: text, usage: reported });

/** One arbitrary of data per event type. A missing type does not compile. */
const EVENT_DATA: { [T in SessionEvent['type']]: fc.Arbitrary<Extract<SessionEvent, { type: T }>['data']> } =
  {
    RunStarted: fc.record(
      { spec: text, model: text, specPath: text, limits, reviewRounds: number, workers: number },
      { requiredKeys: ['spec', 'model'] },
    ),
    WorkerJoined: fc.record({ worker, host: text }),
    WorkerLeft: fc.record({ worker, reason: text }),
    WorkerLost: fc.record(
      { worker, reason: text, mayLive: fc.constant(true as const) },
      { requiredKeys: ['worker', 'reason'] },
    ),
    TaskClaimed: fc.record({ id: task, worker }),
    ClosingClaimed: fc.record({ worker }),
    ClaimsReleased: fc.record({ worker, ids: fc.array(task) }),
    TaskMerged: fc.record({ id: task, worker, commit: text }),
    MergeConflicted: fc.record(
      { worker, ids: fc.array(task), files: fc.array(text), filesLeftOut: number },
      { requiredKeys: ['worker', 'ids', 'files'] },
    ),
    BranchStarted: fc.record(
      { branch: text, from: fc.option(text), commit: text, repository: text },
      { requiredKeys: ['branch', 'from', 'commit'] },
    ),
    RunTakenOver: fc.record({ host: text, pid: fc.nat() }),
    SessionSpecChanged: fc.record({ from: text, to: text }),
    RunEnded: fc.record(
      { reason: text, uncommitted: fc.record({ files: fc.array(text), leftOut: fc.nat() }) },
      { requiredKeys: ['reason'] },
    ),
    SessionCompleted: fc.constant({}),
    SessionRestarted: fc.record({ reason: text }),
    PauseRequested: fc.constant({}),
    RunPaused: fc.constant({}),
    ResumeRequested: fc.constant({}),
    WaitStarted: fc.record({
      cause: fc.constantFrom(...FAILURE_CAUSES),
      reason: text,
      until: text,
      agent: text,
    }),
    WaitEnded: fc.constant({}),
    AgentSwitched: fc.record({
      from: agentUse,
      to: agentUse,
      cause: fc.constantFrom(...SWITCH_CAUSES),
      reason: text,
      until: fc.option(text),
    }),
    HookRan: fc.record({
      point: text,
      command: text,
      exitCode: fc.option(fc.nat(255)),
      durationMs: fc.nat(),
      error: text,
    }),
    SpecRecorded: fc.record({ text: fc.option(text) }),
    SpecEdited: fc.record({ text: fc.option(text), by: fc.constantFrom(...SPEC_EDITORS), diff: text }),
    TaskAdded: fc.record({
      id: task,
      content,
      status,
      priority,
      dependsOn: fc.array(task, { maxLength: 3 }),
    }),
    TaskStatusChanged: fc.record({ id: task, from: status, to: status }),
    TaskPriorityChanged: fc.record({ id: task, from: priority, to: priority }),
    TaskContentChanged: fc.record({ id: task, from: content, to: content }),
    TaskDependencyAdded: fc.record({ id: task, dependsOn: task }),
    TaskDependencyRemoved: fc.record({ id: task, dependsOn: task }),
    TaskReleased: fc.record({ id: task, reason: text }),
    TaskBlocked: fc.record({ id: task, reason: text }),
    NoteAdded: fc.record({
      id: number.map(noteId),
      type: fc.constantFrom(...NOTE_TYPES),
      content: text,
      iteration: fc.option(number),
    }),
    NoteContentChanged: fc.record({ id: number.map(noteId), from: text, to: text }),
    IterationStarted: fc.record(
      { number, model: text, agent: text, planning: fc.constant(true as const) },
      { requiredKeys: ['number', 'model'] },
    ),
    IterationSummaryRecorded: fc.record({ number, summary: text }),
    IterationEnded: fc.record(
      {
        number,
        outcome,
        reason: text,
        filesChanged: fc.array(text),
        progress: fc.boolean(),
        failedCommands: fc.array(fc.record({ command: text, exitCode: fc.nat(255) }), { maxLength: 3 }),
        usage,
        shares: fc.array(share, { maxLength: 3 }),
      },
      { requiredKeys: ['number', 'outcome', 'reason', 'filesChanged', 'usage'] },
    ),
    UsageRecorded: fc.record({ shares: fc.array(share, { maxLength: 3 }) }),
    CheckRan: fc.record({
      command: fc.constantFrom('npm test', 'make lint'),
      phase: fc.constantFrom(...CHECK_PHASES),
      outcome: fc.constantFrom(...CHECK_OUTCOMES),
      exitCode: fc.option(fc.nat(255)),
      durationMs: fc.nat(),
      output: text,
      tests: fc.option(fc.record({ passed: fc.nat(), failed: fc.nat(), skipped: fc.nat() })),
      failing: fc.array(text, { maxLength: 3 }),
    }),
    TaskVerified: fc.record({ id: task, checks: fc.array(text, { maxLength: 2 }) }),
    TaskLeftUnverified: fc.record({ id: task, reason: text }),
    TaskReturned: fc.record({ id: task, by: fc.constantFrom(...RETURNED_BY), reason: text }),
    TaskDoubted: fc.record({ id: task, reason: text }),
    ProtectedFilesChanged: fc.record({
      changes: fc.array(
        fc.record({
          path: text,
          kind: fc.constantFrom(...PROTECTED_CHANGES),
          hash: fc.option(text),
          diff: text,
        }),
        { maxLength: 3 },
      ),
    }),
    ProtectedFilesAccepted: fc.record({
      files: fc.array(fc.record({ path: text, hash: fc.option(text) }), { maxLength: 3 }),
    }),
    TaskAccepted: fc.record({ id: task }),
    ReviewStarted: fc.record({ ids: fc.array(task, { maxLength: 3 }), agent: text, model: text }),
    TaskReviewed: fc.record({ id: task, verdict: fc.constantFrom(...REVIEW_VERDICTS), reason: text }),
    ReviewMissed: fc.record({ id: task, reason: text }),
    ReviewEnded: fc.constant({}),
    EvidenceRecorded: fc.record({
      number,
      tasks: fc.array(task, { maxLength: 3 }),
      commits: fc.array(text, { maxLength: 3 }),
      files: fc.array(text, { maxLength: 3 }),
      filesLeftOut: fc.nat(),
      commands: fc.array(fc.record({ command: text, exitCode: fc.option(fc.nat(255)) }), { maxLength: 3 }),
      commandsLeftOut: fc.nat(),
      edits: fc.nat(),
    }),
    CompletionRequested: fc.constant({}),
    CompletionRefused: fc.record({ reason: text }),
    IterationCommitted: fc.record({ number, commit: text, files: fc.array(text) }),
    QuestionAsked: fc.record({
      id: question,
      question: text,
      choices: fc.array(text, { maxLength: 3 }),
      assumption: fc.option(text),
      task: fc.option(task),
      iteration: fc.option(number),
    }),
    QuestionClosed: fc.record({ id: question }),
    QuestionAnswered: fc.record({ id: question, answer: text, by: fc.constantFrom(...ANSWERERS) }),
    AnswerAwaited: fc.record({ ids: fc.array(question, { maxLength: 3 }), until: fc.option(text) }),
    AnswerWaitEnded: fc.constant({}),
    RequirementsFound: fc.record(
      {
        requirements: fc.array(fc.record({ id: requirement, text, line: fc.integer({ min: 1 }) }), {
          maxLength: 4,
        }),
        leftOut: fc.integer({ min: 1 }),
      },
      { requiredKeys: ['requirements'] },
    ),
    RequirementsCovered: fc.record({ task, requirements: fc.array(requirement, { maxLength: 3 }) }),
    PlanMade: fc.constant({}),
    PlanReviewStarted: fc.constant({}),
    PlanApproved: fc.constant({}),
    UserMessageSent: fc.record({ id: message, text, now: fc.boolean() }),
    UserMessagesDelivered: fc.record({ ids: fc.array(message, { maxLength: 4 }) }),
  };

export const EVENT_TYPES = Object.keys(EVENT_DATA) as readonly SessionEvent['type'][];

export const sessionEvent: fc.Arbitrary<SessionEvent> = fc
  .constantFrom(...EVENT_TYPES)
  .chain((type) =>
    (EVENT_DATA[type] as fc.Arbitrary<unknown>).map((data) => ({ type, data }) as SessionEvent),
  );

/** An unknown type in any version, or a known type in an unknown version. */
export const unknownEvent: fc.Arbitrary<UnknownEvent> = fc
  .record({
    type: fc.oneof(
      fc.constantFrom('TaskArchived', 'Unknown', '', 'constructor', 'toString', '__proto__'),
      fc.string(),
    ),
    version: fc.oneof(fc.integer(), fc.constantFrom(-1, 0, 1, 2)),
    data: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
  })
  .filter(({ type }) => !EVENT_TYPES.some((known) => known === type))
  .map((data) => ({ type: 'Unknown', data }));

export const newerEvent: fc.Arbitrary<UnknownEvent> = fc
  .record({
    type: fc.constantFrom(...EVENT_TYPES),
    version: fc.oneof(fc.integer({ min: 2 }), fc.integer({ max: 0 })),
    data: fc.dictionary(fc.string(), fc.jsonValue()),
  })
  .map((data) => ({ type: 'Unknown', data }));

export const asciiSessionName: fc.Arbitrary<SessionName> = fc
  .stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
  .map((name) => sessionName(name));

const nameUnit = fc.constantFrom(...'aZ9_-éßΣς認証जक𠀋ก', 'हि', 'กั้', 'ệ');

export const validSessionName: fc.Arbitrary<SessionName> = fc.oneof(
  asciiSessionName,
  fc.string({ unit: nameUnit, minLength: 1, maxLength: 20 }).map((name) => sessionName(name)),
);

const meta: fc.Arbitrary<EventMeta> = fc.record({
  id: text,
  session: validSessionName,
  time: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  iteration: fc.option(number),
  actor: fc.constantFrom('agent', 'user', 'loop'),
});

export function recordedAs<E extends RecordedEvent['event']>(
  event: fc.Arbitrary<E>,
): fc.Arbitrary<RecordedEvent> {
  return fc.record({ meta, event });
}

export const anyRecordedEvent = recordedAs(
  fc.oneof({ weight: 8, arbitrary: sessionEvent }, unknownEvent, newerEvent),
);

const addDependencies: fc.Arbitrary<SessionCommand> = fc.record({
  type: fc.constant('AddTaskDependencies' as const),
  id: task,
  dependsOn: fc.array(task, { minLength: 1, maxLength: 3 }),
});

const taskCommands: readonly fc.Arbitrary<SessionCommand>[] = [
  fc.record({
    type: fc.constant('AddTasks' as const),
    tasks: fc.array(
      fc.record(
        { content, status, priority, dependsOn: fc.array(task, { maxLength: 2 }) },
        { requiredKeys: ['content'] },
      ),
      { maxLength: 3 },
    ),
  }),
  fc.record({ type: fc.constant('ChangeTaskStatus' as const), id: task, status }),
  fc.record({ type: fc.constant('ChangeTaskPriority' as const), id: task, priority }),
  fc.record({ type: fc.constant('ChangeTaskContent' as const), id: task, content }),
  addDependencies,
  fc.record({
    type: fc.constant('RemoveTaskDependencies' as const),
    id: task,
    dependsOn: fc.array(task, { maxLength: 3 }),
  }),
];

/** A task command, often enough a dependency that the tasks form a graph. */
export const taskCommand: fc.Arbitrary<SessionCommand> = fc.oneof(...taskCommands, addDependencies);

/** Any command. Rules refuse some of them. */
export const sessionCommand: fc.Arbitrary<SessionCommand> = fc.oneof(
  ...taskCommands,
  fc.record({ type: fc.constant('StartIteration' as const), agent: text, model: text }),
  fc.record({ type: fc.constant('RecordSummary' as const), summary: text }),
  fc.record({
    type: fc.constant('EndIteration' as const),
    outcome,
    reason: text,
    filesChanged: fc.array(text),
    shares: fc.array(share, { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('RecordCommit' as const), commit: text, files: fc.array(text) }),
  fc.record({
    type: fc.constant('AddNote' as const),
    noteType: fc.constantFrom(...NOTE_TYPES),
    content: text,
  }),
  fc.record({ type: fc.constant('ChangeNoteContent' as const), id: number.map(noteId), content: text }),
  fc.record({ type: fc.constant('SendMessage' as const), text, now: fc.boolean() }),
  fc.record({ type: fc.constant('ConfirmDelivery' as const), ids: fc.array(message, { maxLength: 4 }) }),
  fc.record({
    type: fc.constant('StartRun' as const),
    session: validSessionName,
    spec: fc.record({ named: text, path: text, consent: fc.boolean() }),
    model: text,
  }),
  fc.record({ type: fc.constant('EndRun' as const), reason: text }),
  fc.record({
    type: fc.constant('AskQuestion' as const),
    question: text,
    choices: fc.array(text, { maxLength: 3 }),
    assumption: fc.option(text),
  }),
  fc.record({ type: fc.constant('AnswerQuestion' as const), id: question, answer: text }),
  fc.record({
    type: fc.constant('RecordRequirements' as const),
    found: fc.array(fc.record({ text, line: fc.integer({ min: 1, max: 99 }) }), { maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('CoverRequirements' as const),
    task,
    requirements: fc.array(requirement, { maxLength: 3 }),
  }),
  fc.constantFrom(...(['EndPlanning', 'BeginPlanReview', 'ApprovePlan'] as const).map((type) => ({ type }))),
  fc.constant({ type: 'UseAssumptions' as const }),
  fc.record({
    type: fc.constant('StartReview' as const),
    ids: fc.array(task, { maxLength: 3 }),
    agent: text,
    model: text,
  }),
  fc.record({ type: fc.constant('AcceptInReview' as const), id: task, reason: text }),
  fc.record({ type: fc.constant('ReturnInReview' as const), id: task, reason: text }),
  fc.record({ type: fc.constant('EndReview' as const), missed: fc.option(text) }),
  fc.constant({ type: 'CompleteSession' as const }),
  fc.constant({ type: 'RestartSession' as const }),
);
