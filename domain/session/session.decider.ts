// Decides every command of a session: returns events, or throws if a rule forbids the command.
import { DomainError } from '../errors.ts';
import { decideIterations, type IterationCommand } from '../iteration/iteration.decider.ts';
import { runningIteration } from '../iteration/iteration.state.ts';
import type { UsageShare } from '../iteration/iteration.ts';
import { isTaking, requireShare } from '../iteration/task-share.ts';
import { listed } from '../listed.ts';
import { decideMessages, type MessageCommand } from '../message/message.decider.ts';
import type { MessageEvent } from '../message/message.events.ts';
import { decideNotes, type NoteCommand } from '../note/note.decider.ts';
import { cover, decidePlan, type PlanCommand } from '../plan/plan.decider.ts';
import { requirePlanning } from '../plan/planning.ts';
import { decideProof, type ProofCommand } from '../proof/proof.decider.ts';
import { decideReview, type ReviewCommand, requireNoReview } from '../proof/review.decider.ts';
import { decideQuestions, type QuestionCommand } from '../question/question.decider.ts';
import { decideRuns, type RunCommand } from '../run/run.decider.ts';
import { decideTasks, type NewTask, requireTask, type TaskCommand } from '../task/task.decider.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { isOpen, isOpenStatus, type TaskId, type TaskStatus } from '../task/task.ts';
import { shortened } from '../text-size.ts';
import { requireIterationLeft } from '../worker/claims.ts';
import {
  decideWorkers,
  requireNoOtherClaims,
  requireNotClaimed,
  requirePresent,
  requireWorker,
  type WorkerCommand,
} from '../worker/worker.decider.ts';
import type { WorkerEvent } from '../worker/worker.events.ts';
import { claimOf } from '../worker/worker.state.ts';
import type { WorkerName } from '../worker/worker.ts';
import { viewOf } from '../worker/worker-view.ts';
import type { Actor, SessionEvent } from './session.events.ts';
import { currentIteration, type SessionState } from './session.state.ts';

export type SessionCommand =
  | TaskCommand
  | IterationCommand
  | NoteCommand
  | MessageCommand
  | QuestionCommand
  | RunCommand
  | ProofCommand
  /** Takes a task for stuck. */
  | { readonly type: 'BlockTask'; readonly id: TaskId; readonly reason: string }
  | ReviewCommand
  | WorkerCommand
  | PlanCommand
  | { readonly type: 'CompleteSession' }
  /** Completes the session after its checks were green and its reviews are done. */
  | { readonly type: 'ConfirmCompletion' }
  /** Records usage outside of an iteration. */
  | { readonly type: 'RecordUsage'; readonly shares: readonly UsageShare[] }
  /** Reopens a completed session, so that the agent works on it again. */
  | { readonly type: 'RestartSession'; readonly reason?: string };

/**
 * Returns the events of a command of `actor`, [] if nothing changes. `worker`: the one that acts, or whose agent does; undefined in
 * place, and for the user. Throws `DomainError` if a rule forbids it.
 */
export function decide(
  command: SessionCommand,
  whole: SessionState,
  actor: Actor,
  worker?: WorkerName,
): SessionEvent[] {
  if (command.type !== 'LeaveWorker') requirePresent(whole, worker);
  const state = viewOf(whole, worker);
  requireNoReview(command, state.proof, actor);
  if (actor === 'agent' && runningIteration(state.iterations)?.planning) requirePlanning(command);
  switch (command.type) {
    case 'AddTasks': {
      requireAgentsShare(command, state, actor);
      const events = decideTasks(command, state.tasks);
      const claims = claiming(events, state, worker);
      return [...restarting(events, state), ...covering(command.tasks, events, state), ...claims];
    }
    case 'ChangeTaskStatus': {
      if (actor === 'agent') requireNotClaimed(state, command.id, worker);
      requireAgentsShare(command, state, actor);
      const events = decideTasks(command, state.tasks);
      return [...claiming(events, state, worker), ...restarting(events, state)];
    }
    case 'ChangeTaskPriority':
    case 'ChangeTaskContent':
    case 'ChangeTaskFiles':
    case 'AddTaskDependencies':
    case 'RemoveTaskDependencies':
      requireAgentsShare(command, state, actor);
      return restarting(decideTasks(command, state.tasks), state);
    case 'BlockTask': {
      const { id } = requireTask(state.tasks, command.id);
      return [{ type: 'TaskBlocked', data: { id, reason: shortened(command.reason) } }];
    }
    case 'StartIteration':
      if (worker !== undefined) requireIterationLeft(whole);
      return iterate(command, state, worker);
    case 'RecordSummary':
    case 'EndIteration':
    case 'RecordCommit':
      return iterate(command, state, worker);
    case 'AddNote':
    case 'ChangeNoteContent':
      return decideNotes(command, state.notes, currentIteration(state));
    case 'SendMessage':
      if (command.to !== undefined) requireWorker(whole, command.to);
      return restartingToRead(decideMessages(command, state), state);
    case 'ConfirmDelivery':
      return restartingToRead(decideMessages(command, state), state);
    case 'AskQuestion':
    case 'CloseQuestion':
    case 'AnswerQuestion':
    case 'UseAssumptions':
    case 'BeginAnswerWait':
    case 'EndAnswerWait':
      return decideQuestions(command, state, actor);
    case 'StartRun':
    case 'EndRun':
    case 'RecordSpec':
    case 'RecordSpecEdit':
    case 'BeginPause':
    case 'BeginWait':
    case 'EndWait':
    case 'SwitchAgent':
    case 'RecordHook':
      return decideRuns(command, state);
    case 'RequestPause':
    case 'RequestResume':
      if (command.worker === undefined) return decideRuns(command, state);
      requireWorker(whole, command.worker);
      return decideRuns(command, viewOf(whole, command.worker));
    case 'RecordRequirements':
    case 'CoverRequirements':
    case 'EndPlanning':
    case 'BeginPlanReview':
    case 'ApprovePlan':
      return decidePlan(command, state.plan, state.tasks);
    case 'RecordUsage':
      return command.shares.length > 0 ? [{ type: 'UsageRecorded', data: { shares: command.shares } }] : [];
    case 'RecordCheck':
    case 'VerifyTasks':
    case 'LeaveUnverified':
    case 'DoubtTasks':
    case 'AcceptTask':
    case 'RecordProtected':
    case 'AcceptProtected':
    case 'AcceptFoundChanges':
    case 'RecordEvidence':
    case 'RefuseCompletion':
      return decideProof(command, state.proof, state.tasks);
    case 'ReturnTasks':
      return reopening(decideProof(command, state.proof, state.tasks), state);
    case 'StartReview':
    case 'AcceptInReview':
    case 'ReturnInReview':
    case 'EndReview':
      return reopening(decideReview(command, state, actor), state);
    case 'JoinWorker':
    case 'LeaveWorker':
    case 'LoseWorker':
    case 'ClaimTask':
    case 'ReleaseClaims':
    case 'RecordMerge':
    case 'RecordConflict':
    case 'StartBranch':
      return reopening(decideWorkers(command, whole), whole);
    case 'CompleteSession':
      requireNoOtherClaims(state, worker);
      return completeSession(state);
    case 'ConfirmCompletion':
      return confirmCompletion(state);
    case 'RestartSession':
      return state.completed
        ? [{ type: 'SessionRestarted', data: { reason: command.reason ?? 'the user asked for it' } }]
        : [];
    default:
      return command satisfies never;
  }
}

function iterate(
  command: IterationCommand,
  state: SessionState,
  worker: WorkerName | undefined,
): SessionEvent[] {
  return decideIterations(command, state.iterations, state.tasks, {
    worker,
    isOthers: (id) => (claimOf(state, id)?.worker ?? worker) !== worker,
  });
}

/** Checks the agent's share of the running iteration. Users and hooks are free, and so is everybody between iterations. */
function requireAgentsShare(command: TaskCommand, state: SessionState, actor: Actor): void {
  if (actor !== 'agent') return;
  requireUnblocked(command, state);
  const running = runningIteration(state.iterations);
  if (!running) return;
  requireShare(command, running, state.tasks, state.tasksPerIteration);
}

/** Throws `TASK.BLOCKED` if the agent would reopen a task that the loop has blocked. */
function requireUnblocked(command: TaskCommand, { stall }: SessionState): void {
  if (command.type !== 'ChangeTaskStatus' || command.status === 'cancelled') return;
  const blocked = stall.blocked.find(({ id }) => id === command.id);
  if (!blocked) return;
  throw new DomainError('TASK.BLOCKED', `${blocked.id} is blocked: ${blocked.reason}`, {
    remedy: 'take another task; the user decides about this one',
  });
}

/** Returns the claims of tasks that a worker starts or completes on its own accord. */
function claiming(
  events: readonly TaskEvent[],
  state: SessionState,
  worker: WorkerName | undefined,
): WorkerEvent[] {
  if (worker === undefined) return [];
  return events.flatMap((event): WorkerEvent[] => {
    const status = statusAfter(event);
    if (status === undefined || !isTaking(status) || claimOf(state, event.data.id)) return [];
    return [{ type: 'TaskClaimed', data: { id: event.data.id, worker } }];
  });
}

/** Returns the events by which new tasks cover requirements. Throws `REQUIREMENT.NOT_FOUND`. */
function covering(wanted: readonly NewTask[], events: readonly TaskEvent[], { plan }: SessionState) {
  const added = events.flatMap((event) => (event.type === 'TaskAdded' ? [event.data.id] : []));
  return added.flatMap((id, index) => cover(id, wanted[index]?.covers ?? [], plan));
}

/** Restarts a completed session when a task is added or reopened, because a completed session has no open task. */
function restarting(events: TaskEvent[], state: SessionState): SessionEvent[] {
  if (!state.completed) return events;
  for (const event of events) {
    const status = statusAfter(event);
    if (status === undefined || !isOpenStatus(status)) continue;
    return [{ type: 'SessionRestarted', data: { reason: `${event.data.id} is ${status}` } }, ...events];
  }
  return events;
}

/** Returns the status after the event, undefined if the event does not change it. */
function statusAfter(event: TaskEvent): TaskStatus | undefined {
  if (event.type === 'TaskAdded') return event.data.status;
  return event.type === 'TaskStatusChanged' ? event.data.to : undefined;
}

/** Restarts a completed session when a message is sent, so that the agent reads it. */
function restartingToRead(events: MessageEvent[], state: SessionState): SessionEvent[] {
  const sent = events.find((event) => event.type === 'UserMessageSent');
  if (!state.completed || !sent) return events;
  return [{ type: 'SessionRestarted', data: { reason: `${sent.data.id} is unread` } }, ...events];
}

function completeSession(state: SessionState): SessionEvent[] {
  if (state.completed) return [];
  if (state.tasks.tasks.size === 0) {
    throw new DomainError('SESSION.NO_TASKS', 'a session without tasks cannot be completed', {
      remedy: 'add the tasks of the spec first (task-batch-add)',
    });
  }
  const open = [...state.tasks.tasks.values()].filter(isOpen);
  if (open.length > 0) {
    const names = listed(open.map((task) => `${task.id} (${task.status})`));
    throw new DomainError('SESSION.OPEN_TASKS', `the session still has open tasks: ${names}`, {
      remedy: 'complete or cancel them first',
    });
  }
  const isDecided = state.verifies || state.reviewRounds > 0;
  if (!isDecided || !state.runOpen) return [{ type: 'SessionCompleted', data: {} }];
  return state.proof.completionRequested ? [] : [{ type: 'CompletionRequested', data: {} }];
}

/** The user may have added or reopened a task while the checks or the reviewer ran. A review that was cut short comes first. */
function confirmCompletion(state: SessionState): SessionEvent[] {
  const { completionRequested, unreviewed } = state.proof;
  if (!completionRequested || (state.reviewRounds > 0 && unreviewed.length > 0)) return [];
  const open = [...state.tasks.tasks.values()].filter(isOpen);
  if (open.length === 0) return [{ type: 'SessionCompleted', data: {} }];
  const reason = `still open: ${listed(open.map(({ id }) => id))}`;
  return [{ type: 'CompletionRefused', data: { reason } }];
}

/** Reopens a completed session for a task that is returned. */
function reopening(events: readonly SessionEvent[], state: SessionState): SessionEvent[] {
  const returned = events.find((event) => event.type === 'TaskReturned');
  if (!state.completed || !returned) return [...events];
  return [{ type: 'SessionRestarted', data: { reason: `${returned.data.id} is returned` } }, ...events];
}
