// The state of a session, on which every decision is based, and the fold that builds it from events.

import type { IterationEvent } from '../iteration/iteration.events.ts';
import {
  findIteration,
  type IterationLog,
  iterationFold,
  iterationOf,
  NO_ITERATIONS,
  runningIteration,
  withCheckRan,
  withHost,
  withTaskTaken,
  withTaskWorked,
  withUsed,
} from '../iteration/iteration.state.ts';
import type { IterationUsage, UsageShare } from '../iteration/iteration.ts';
import { addShares, addUsage, totalUsage } from '../iteration/iteration-usage.ts';
import { type MessageState, messageFold, NO_MESSAGES } from '../message/message.state.ts';
import { NO_NOTES, type NoteList, noteFold } from '../note/note.state.ts';
import { NO_PLAN, type PlanState, planFold, withIterationStarted } from '../plan/plan.state.ts';
import type { ProofEvent } from '../proof/proof.events.ts';
import {
  NO_PROOF,
  type ProofState,
  proofFold,
  withEvidence,
  withoutReview,
  withTaskChange,
} from '../proof/proof.state.ts';
import { NO_QUESTIONS, type QuestionState, questionFold, withoutWait } from '../question/question.state.ts';
import type { RunEvent } from '../run/run.events.ts';
import { NO_RUN, type RunState, runFold } from '../run/run.state.ts';
import { iterationMs, NOTHING_SPENT, pausedAt, type Spent, spend, withSpentShares } from '../run/spent.ts';
import { NO_STALL, type Stall, stallAfterChange, stallAfterIteration, stallAtStart } from '../run/stall.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { findTask, NO_TASKS, type TaskList, taskFold, withStatus } from '../task/task.state.ts';
import { withFoundChanges, withoutAccepted } from '../worker/found-changes.ts';
import { withEditForWorkers, withEditsTold } from '../worker/spec-edits.ts';
import type { WorkerEvent } from '../worker/worker.events.ts';
import { findWorker, NO_WORKERS, type WorkerState, withWorker, workerFold } from '../worker/worker.state.ts';
import { pauseOnJoining, withDelivered, withoutDelivered, withPause } from '../worker/worker-steering.ts';
import { inViewOf } from '../worker/worker-view.ts';
import type { EventMeta, RecordedEvent } from './session.events.ts';

export interface SessionState extends MessageState, RunState, WorkerState {
  readonly completed: boolean;
  readonly tasks: TaskList;
  readonly notes: NoteList;
  readonly iterations: IterationLog;
  readonly proof: ProofState;
  readonly questions: QuestionState;
  readonly stall: Stall;
  readonly plan: PlanState;
  /** Total of all ended iterations; null while none has reported usage. */
  readonly usage: IterationUsage | null;
  /** The same by agent, model and role, in the order of their first use. */
  readonly usageShares: readonly UsageShare[];
  /** What limits count. */
  readonly spent: Spent;
  /** The version of iteratr that started the last run; null before the first, and of the first versions. */
  readonly program: string | null;
  /** When the last event was recorded, ISO 8601. */
  readonly lastEventAt: string | null;
  /** Number of events of a type, version or value that this program does not know. */
  readonly unknownEvents: number;
  /** The last of them; null if there is none. */
  readonly lastUnknown: { readonly type: string; readonly program: string | null } | null;
}

export const INITIAL_STATE: SessionState = {
  completed: false,
  ...NO_RUN,
  tasks: NO_TASKS,
  notes: NO_NOTES,
  iterations: NO_ITERATIONS,
  proof: NO_PROOF,
  questions: NO_QUESTIONS,
  stall: NO_STALL,
  plan: NO_PLAN,
  ...NO_MESSAGES,
  ...NO_WORKERS,
  usage: null,
  usageShares: [],
  spent: NOTHING_SPENT,
  program: null,
  lastEventAt: null,
  unknownEvents: 0,
  lastUnknown: null,
};

/** Returns the state after one more event. Never throws: an event that does not match the state only changes `lastEventAt`. */
export function evolve(state: SessionState, recorded: RecordedEvent): SessionState {
  const { event, meta } = recorded;
  const { worker, time } = meta;
  const running = iterationOf(state.iterations, worker)?.number ?? null;
  const at = { time, before: state.lastEventAt, running, worker: worker ?? null };
  const spent = spend(state.spent, event, at);
  const before = spent === state.spent ? state : { ...state, spent };
  return { ...inViewOf(before, worker, (view) => changed(view, recorded)), lastEventAt: time };
}

function changed(state: SessionState, { event, meta }: RecordedEvent): SessionState {
  if (runFold.handles(event)) return withRunEvent(state, event, meta);
  if (questionFold.handles(event)) {
    return { ...state, questions: questionFold.evolve(state.questions, event, meta.time) };
  }
  if (planFold.handles(event)) return { ...state, plan: planFold.evolve(state.plan, event, meta.time) };
  if (noteFold.handles(event)) return { ...state, notes: noteFold.evolve(state.notes, event, meta.time) };
  if (messageFold.handles(event)) {
    return event.type === 'UserMessagesDelivered'
      ? withDelivered(state, event.data.ids, meta.worker)
      : { ...state, ...messageFold.evolve(state, event, meta.time) };
  }
  if (taskFold.handles(event)) return withTaskEvent(state, event, meta);
  if (proofFold.handles(event)) return withProofEvent(state, event, meta);
  if (iterationFold.handles(event)) return withIterationEvent(state, event, meta);
  if (workerFold.handles(event)) return withWorkerEvent(state, event, meta.time);
  switch (event.type) {
    case 'SessionCompleted':
      return { ...state, completed: true, proof: { ...state.proof, completionRequested: false } };
    case 'SessionRestarted':
      return { ...state, completed: false };
    case 'UsageRecorded':
      return withUsage(state, event.data.shares);
    case 'Unknown':
      return {
        ...state,
        unknownEvents: state.unknownEvents + 1,
        lastUnknown: { type: event.data.type, program: meta.program ?? null },
      };
    default:
      return event satisfies never;
  }
}

/** A run that starts or ends neither waits for answers nor reviews. */
function withRunEvent(before: SessionState, event: RunEvent, meta: EventMeta): SessionState {
  const pausing = withPauseEvent(before, event, meta);
  if (pausing) return pausing;
  const state = withEditForAll({ ...before, ...runFold.evolve(before, event, meta.time) }, event);
  const isTurning = event.type === 'RunStarted' || event.type === 'RunEnded' || event.type === 'RunTakenOver';
  if (!isTurning) return state;
  const isStarting = event.type === 'RunStarted';
  const stall = isStarting ? stallAtStart(state.stall) : state.stall;
  const program = isStarting ? (meta.program ?? null) : state.program;
  return {
    ...{ ...state, stall, program },
    ...{ questions: withoutWait(state.questions), proof: withoutReview(state.proof) },
  };
}

function withEditForAll(state: SessionState, event: RunEvent): SessionState {
  if (event.type !== 'SpecEdited') return state;
  const { by, diff } = event.data;
  return withEditForWorkers(state, { by, diff });
}

/** Returns the state after an event about pauses, undefined for another. The clock of the run stands still when all workers have paused. */
function withPauseEvent(
  state: SessionState,
  event: RunEvent,
  { time, worker }: Pick<EventMeta, 'time' | 'worker'>,
): SessionState | undefined {
  switch (event.type) {
    case 'PauseRequested':
      return withPause(state, 'requested', event.data.worker);
    case 'ResumeRequested':
      return withPause(state, 'none', event.data.worker);
    case 'RunPaused': {
      const after = withPause(state, 'paused', worker);
      return after.pause === 'paused' ? { ...after, spent: pausedAt(after.spent, time) } : after;
    }
    default:
      return undefined;
  }
}

/**
 * A worker that joins takes part in the pause of the run, and is told of edits of the spec before that. The first one looks whether
 * protected files are still changed.
 */
function withWorkerEvent(before: SessionState, event: WorkerEvent, time: string): SessionState {
  const state = { ...before, ...workerFold.evolve(before, event, time) };
  if (event.type === 'WorkerJoined') {
    const { specEdits, proof } = before;
    const protectedChanges = before.workers.length === 0 ? proof.protection.changes : [];
    const facts = { pause: pauseOnJoining(before), specEdits, protectedChanges };
    return withWorker(state, event.data.worker, facts);
  }
  return event.type === 'WorkerLeft' || event.type === 'WorkerLost' ? withoutDelivered(state) : state;
}

/** Attributes a status change to the running iteration of the worker. */
function withTaskEvent(
  before: SessionState,
  event: TaskEvent,
  { actor, time, worker }: EventMeta,
): SessionState {
  const tasks = taskFold.evolve(before.tasks, event, time);
  if (tasks === before.tasks) return before;
  const isChecked = before.runOpen && before.verifies;
  const hasReviewer = before.runOpen && before.reviewRounds > 0;
  const proof = withTaskChange(before.proof, event, { actor, isChecked, hasReviewer });
  const state = { ...before, proof, stall: stallAfterChange(before.stall, event) };
  const running = iterationOf(state.iterations, worker);
  if (event.type === 'TaskAdded' && event.data.status === 'in_progress') {
    const { id, status } = event.data;
    return { ...state, tasks, iterations: withTaskTaken(state.iterations, running, id, status, actor) };
  }
  if (event.type !== 'TaskStatusChanged') return { ...state, tasks };
  const { id, from, to } = event.data;
  const completed = Number(to === 'completed') - Number(from === 'completed');
  const taken = withTaskTaken(state.iterations, running, id, to, actor);
  return {
    ...state,
    tasks,
    iterations: withTaskWorked(taken, iterationOf(taken, worker), id, completed),
  };
}

/** A returned task is `remaining` again, and a completion that was decided is no longer requested. */
function withProofEvent(state: SessionState, event: ProofEvent, { time, worker }: EventMeta): SessionState {
  if ('id' in event.data && !findTask(state.tasks, event.data.id)) return state;
  const proof = withEvidence(proofFold.evolve(state.proof, event, time), event);
  if (event.type === 'CheckRan') {
    return { ...state, proof, iterations: withCheckRan(state.iterations, worker, event.data) };
  }
  if (event.type === 'ProtectedFilesChanged') return withFoundChanges({ ...state, proof }, state, worker);
  if (event.type === 'ProtectedFilesAccepted') return withoutAccepted({ ...state, proof }, event.data.files);
  if (event.type !== 'TaskReturned') return { ...state, proof };
  const { id } = event.data;
  return { ...state, proof, tasks: withStatus(state.tasks, id, 'remaining') };
}

/** Adds the usage of an iteration once, when it ends. */
function withIterationEvent(
  state: SessionState,
  event: IterationEvent,
  { time, worker }: EventMeta,
): SessionState {
  const iterations = iterationFold.evolve(state.iterations, event, time);
  if (event.type === 'IterationStarted') {
    const { number, planning, worker: by } = event.data;
    const host = by && findWorker(state, by)?.host;
    const begun = {
      ...state,
      iterations: host === undefined ? iterations : withHost(iterations, number, host),
      plan: withIterationStarted(state.plan, planning === true),
    };
    return worker === undefined ? begun : withWorker(begun, worker, { hasStarted: true });
  }
  const running = iterationOf(state.iterations, worker);
  if (event.type !== 'IterationEnded' || event.data.number !== running?.number) {
    return { ...state, iterations };
  }
  const { number, usage, shares = sharesOf(usage, state) } = event.data;
  const stall = stallAfterIteration(state.stall, event.data, findIteration(iterations, number), state.tasks);
  const used = { usage, workedMs: iterationMs(state.spent, worker ?? null) };
  const told = withEditsTold({ ...state, iterations }, worker, event.data.outcome === 'finished');
  return withUsage({ ...told, stall, iterations: withUsed(iterations, number, used) }, shares);
}

function withUsage(state: SessionState, shares: readonly UsageShare[]): SessionState {
  return {
    ...state,
    usage: addUsage(state.usage, totalUsage(shares)),
    usageShares: addShares(state.usageShares, shares),
    spent: withSpentShares(state.spent, shares),
  };
}

/** Returns the shares of an iteration that an older version recorded. */
function sharesOf(usage: IterationUsage | null, { model }: SessionState): readonly UsageShare[] {
  return usage ? [{ role: 'work', agent: '', model: model ?? '', usage }] : [];
}

/** Returns the number of the running iteration, null between iterations. With several workers, of a state that `viewOf` returned. */
export function currentIteration(state: SessionState): number | null {
  return runningIteration(state.iterations)?.number ?? null;
}
