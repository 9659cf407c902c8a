// The state of proof: what the checks said, and what that means for each task; folds proof events and changes of tasks.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import type { Actor } from '../session/session.events.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { type TaskId, type TaskStatus, taskNumber } from '../task/task.ts';
import type { TaskEvidence } from './evidence.ts';
import { evidenceAfter } from './evidence-log.ts';
import type { ProofEvent } from './proof.events.ts';
import {
  type CheckRun,
  type KnownCheck,
  type Proof,
  proofOf,
  type Review,
  type TaskRecord,
} from './proof.ts';
import { NO_PROTECTION, type Protection, withAccepted } from './protection.ts';

/** More checks than anybody configures; older ones are forgotten first. */
const CHECKS_KEPT = 100;
/** The state keeps the evidence of this many tasks, the latest ones; that of the others is only in the events. */
const EVIDENCE_KEPT = 50;

export interface ProofState {
  /** By command, in the order of their first run. */
  readonly checks: readonly KnownCheck[];
  /** By task number, of the tasks that were completed at least once. */
  readonly records: IntMap<TaskRecord>;
  /** Completed tasks whose checks have not run yet, in the order of their completion. */
  readonly pending: readonly TaskId[];
  readonly completionRequested: boolean;
  readonly protection: Protection;
  /** Completed tasks that the reviewer has not seen yet, in the order of their completion. */
  readonly unreviewed: readonly TaskId[];
  /** The review under way; null for none. */
  readonly review: Review | null;
  /** Whether a reviewer has ever looked at a task. */
  readonly hasReviews: boolean;
  /** Of the latest tasks, oldest first. */
  readonly evidence: readonly TaskEvidence[];
}

export const NO_PROOF: ProofState = {
  checks: [],
  records: IntMap.empty(),
  pending: [],
  completionRequested: false,
  protection: NO_PROTECTION,
  unreviewed: [],
  review: null,
  hasReviews: false,
  evidence: [],
};

/** Returns how certain it is that a completed task is done. */
export function proofOfTask({ records }: ProofState, id: TaskId): Proof {
  return proofOf(records.get(taskNumber(id)));
}

/** Whether anything was judged in the session, by a check or by a reviewer. */
export function isJudged({ checks, hasReviews }: ProofState): boolean {
  return checks.length > 0 || hasReviews;
}

/** Whether the reviewer accepted a completed task as it is. */
export function isReviewed({ records }: ProofState, id: TaskId): boolean {
  return records.get(taskNumber(id))?.reviewed ?? false;
}

export const proofFold = foldOf<ProofState, ProofEvent>({
  CheckRan: (state, run) => ({ ...state, checks: withRun(state.checks, run) }),
  TaskVerified: (state, { id }) => settled(state, id, { verified: true, reason: '' }),
  TaskLeftUnverified: (state, { id, reason }) =>
    settled(state, id, { verified: false, doubt: doubtOf(reason) }),
  TaskReturned: (state, { id, by, reason }) => {
    const { returns = 0, reviewReturns = 0 } = state.records.get(taskNumber(id)) ?? {};
    const counts = { returns: returns + 1, reviewReturns: reviewReturns + Number(by === 'reviewer') };
    return answered(settled(state, id, { ...UNPROVEN, ...counts, reason }), id);
  },
  TaskDoubted: (state, { id, reason }) =>
    withoutReviewOf(changed(state, id, { doubtful: true, doubt: doubtOf(reason) }), id),
  EvidenceRecorded: (state) => state,
  TaskAccepted: (state, { id }) => withoutReviewOf(settled(state, id, { accepted: true }), id),
  ReviewStarted: (state, { ids }) => ({ ...state, review: { ids, open: ids }, hasReviews: true }),
  TaskReviewed: (state, { id, verdict, reason }) =>
    answered(
      changed(
        state,
        id,
        verdict === 'accepted' ? { reviewed: true } : { doubtful: true, doubt: doubtOf(reason), reason },
      ),
      id,
    ),
  ReviewMissed: (state, { id }) => answered(state, id),
  ReviewEnded: withoutReview,
  ProtectedFilesChanged: (state, { changes }) => ({
    ...state,
    protection: {
      ...state.protection,
      changes: changes.map(({ path, kind, hash }) => ({ path, kind, hash })),
    },
  }),
  ProtectedFilesAccepted: (state, { files, all = false }) => ({
    ...state,
    protection: withAccepted(state.protection, files, all),
  }),
  CompletionRequested: (state) => ({ ...state, completionRequested: true }),
  CompletionRefused: (state) => ({ ...state, completionRequested: false }),
});

/** Returns the state with the evidence that an event adds. */
export function withEvidence(state: ProofState, event: ProofEvent): ProofState {
  const changes = evidenceAfter(event, (id) => state.evidence.find((known) => known.id === id), state.checks);
  if (changes.length === 0) return state;
  const others = state.evidence.filter(({ id }) => !changes.some((change) => change.id === id));
  return { ...state, evidence: [...others, ...changes].slice(-EVIDENCE_KEPT) };
}

/** Returns the state without a review under way, as after a run that has ended: its tasks still wait for one. */
export function withoutReview(state: ProofState): ProofState {
  return state.review === null ? state : { ...state, review: null };
}

export interface TaskChange {
  readonly actor: Actor;
  /** Whether a run is open that has checks. */
  readonly isChecked: boolean;
  /** Whether a run is open that has a reviewer. */
  readonly hasReviewer: boolean;
}

/** Returns the state after a task changed. */
export function withTaskChange(
  state: ProofState,
  event: TaskEvent,
  { actor, isChecked, hasReviewer }: TaskChange,
): ProofState {
  const change = statusChange(event);
  if (!change) return state;
  const { id, to } = change;
  if (to !== 'completed') {
    const known = state.records.get(taskNumber(id));
    return known ? withoutReviewOf(settled(state, id, UNPROVEN), id) : state;
  }
  if (actor === 'user') return withoutReviewOf(settled(state, id, { ...UNPROVEN, accepted: true }), id);
  const completed = changed(state, id, UNPROVEN);
  return {
    ...completed,
    ...(isChecked && { pending: [...without(state.pending, id), id] }),
    ...(hasReviewer && { unreviewed: [...without(state.unreviewed, id), id] }),
  };
}

const UNPROVEN = { accepted: false, verified: false, doubtful: false, doubt: '', reviewed: false } as const;

/** In characters. Every task can have one. */
const DOUBT_LENGTH = 300;

function doubtOf(reason: string): string {
  return reason.length <= DOUBT_LENGTH ? reason : `${reason.slice(0, DOUBT_LENGTH)}…`;
}

function statusChange(event: TaskEvent): { readonly id: TaskId; readonly to: TaskStatus } | undefined {
  if (event.type === 'TaskStatusChanged') return event.data;
  if (event.type !== 'TaskAdded' || event.data.status !== 'completed') return undefined;
  return { id: event.data.id, to: event.data.status };
}

function withRun(checks: readonly KnownCheck[], run: CheckRun): readonly KnownCheck[] {
  const { command, outcome, tests } = run;
  const known = checks.find((check) => check.command === command);
  const next: KnownCheck = {
    command,
    outcome,
    tests,
    wasGreen: outcome === 'green' || (known?.wasGreen ?? false),
    failingBefore: failingAllAlong(run, known),
  };
  if (known) return checks.map((check) => (check === known ? next : check));
  return [...checks, next].slice(-CHECKS_KEPT);
}

/** Returns the tests that cannot be blamed on the agent. A test that was green once is no longer one of them. */
function failingAllAlong(
  { phase, failing, tests }: CheckRun,
  known: KnownCheck | undefined,
): readonly string[] {
  const isWhole = tests !== null && failing.length >= tests.failed;
  if (phase === 'baseline') return isWhole ? failing : [];
  const before = known?.failingBefore ?? [];
  return isWhole ? before.filter((test) => failing.includes(test)) : before;
}

function settled(state: ProofState, id: TaskId, change: Partial<TaskRecord>): ProofState {
  return { ...changed(state, id, change), pending: without(state.pending, id) };
}

function changed(state: ProofState, id: TaskId, change: Partial<TaskRecord>): ProofState {
  const number = taskNumber(id);
  const known = state.records.get(number) ?? { id, ...UNPROVEN, returns: 0, reviewReturns: 0, reason: '' };
  return { ...state, records: state.records.set(number, { ...known, ...change }) };
}

/** The reviewer has answered, or will not answer any more. */
function answered(state: ProofState, id: TaskId): ProofState {
  const { review } = state;
  const next = withoutReviewOf(state, id);
  return review === null ? next : { ...next, review: { ...review, open: without(review.open, id) } };
}

function withoutReviewOf(state: ProofState, id: TaskId): ProofState {
  const unreviewed = without(state.unreviewed, id);
  return unreviewed === state.unreviewed ? state : { ...state, unreviewed };
}

function without(ids: readonly TaskId[], id: TaskId): readonly TaskId[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : ids;
}
