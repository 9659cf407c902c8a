// The state of proof: what the checks said, and what that means for each task; folds proof events and changes of tasks.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import type { Actor } from '../session/session.events.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { type TaskId, type TaskStatus, taskNumber } from '../task/task.ts';
import type { TaskEvidence } from './evidence.ts';
import { evidenceAfter } from './evidence-log.ts';
import type { ProofEvent } from './proof.events.ts';
import { type CheckRun, type KnownCheck, type Proof, proofOf, type TaskRecord } from './proof.ts';

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
  /** Of the latest tasks, oldest first. */
  readonly evidence: readonly TaskEvidence[];
}

export const NO_PROOF: ProofState = {
  checks: [],
  records: IntMap.empty(),
  pending: [],
  completionRequested: false,
  evidence: [],
};

/** Returns how certain it is that a completed task is done. */
export function proofOfTask({ records }: ProofState, id: TaskId): Proof {
  return proofOf(records.get(taskNumber(id)));
}

export const proofFold = foldOf<ProofState, ProofEvent>({
  CheckRan: (state, run) => ({ ...state, checks: withRun(state.checks, run) }),
  TaskVerified: (state, { id }) => settled(state, id, { verified: true, reason: '' }),
  TaskLeftUnverified: (state, { id, reason }) =>
    settled(state, id, { verified: false, doubt: doubtOf(reason) }),
  TaskReturned: (state, { id, reason }) => {
    const { returns = 0 } = state.records.get(taskNumber(id)) ?? {};
    return settled(state, id, { ...UNPROVEN, returns: returns + 1, reason });
  },
  TaskDoubted: (state, { id, reason }) => changed(state, id, { doubtful: true, doubt: doubtOf(reason) }),
  EvidenceRecorded: (state) => state,
  TaskAccepted: (state, { id }) => settled(state, id, { accepted: true }),
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

/** Returns the state after a task changed. `isChecked`: whether a run is open that has checks. */
export function withTaskChange(
  state: ProofState,
  event: TaskEvent,
  { actor, isChecked }: { readonly actor: Actor; readonly isChecked: boolean },
): ProofState {
  const change = statusChange(event);
  if (!change) return state;
  const { id, to } = change;
  if (to !== 'completed') {
    const known = state.records.get(taskNumber(id));
    return known ? settled(state, id, UNPROVEN) : state;
  }
  if (actor === 'user') return settled(state, id, { ...UNPROVEN, accepted: true });
  const completed = changed(state, id, UNPROVEN);
  return isChecked ? { ...completed, pending: [...without(state.pending, id), id] } : completed;
}

const UNPROVEN = { accepted: false, verified: false, doubtful: false, doubt: '' } as const;

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
  const { command, outcome, tests, phase, failing } = run;
  const known = checks.find((check) => check.command === command);
  const next: KnownCheck = {
    command,
    outcome,
    tests,
    wasGreen: outcome === 'green' || (known?.wasGreen ?? false),
    failingBefore: phase === 'baseline' ? failing : (known?.failingBefore ?? []),
  };
  if (known) return checks.map((check) => (check === known ? next : check));
  return [...checks, next].slice(-CHECKS_KEPT);
}

function settled(state: ProofState, id: TaskId, change: Partial<TaskRecord>): ProofState {
  return { ...changed(state, id, change), pending: without(state.pending, id) };
}

function changed(state: ProofState, id: TaskId, change: Partial<TaskRecord>): ProofState {
  const number = taskNumber(id);
  const known = state.records.get(number) ?? { id, ...UNPROVEN, returns: 0, reason: '' };
  return { ...state, records: state.records.set(number, { ...known, ...change }) };
}

function without(ids: readonly TaskId[], id: TaskId): readonly TaskId[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : ids;
}
