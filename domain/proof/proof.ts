// The proof of a completed task: how certain it is that the work was done.
import type { TaskId } from '../task/task.ts';

/** From the strongest to the weakest; `doubtful` outweighs `verified`, because green checks prove nothing about work that is not there. */
const PROOFS = ['accepted', 'doubtful', 'verified', 'unverified'] as const;
export type Proof = (typeof PROOFS)[number];

/** When a check ran: before anything began, for completed tasks, for the whole session, or by hand. */
/** Who returns a completed task: its checks, its reviewer, or the merge of its work. */
export const RETURNED_BY = ['checks', 'reviewer', 'merge'] as const;
export type ReturnedBy = (typeof RETURNED_BY)[number];

export const CHECK_PHASES = ['baseline', 'task', 'session', 'manual'] as const;
export type CheckPhase = (typeof CHECK_PHASES)[number];

/** `missing`: the command does not exist. A timeout is not a pass. */
export const CHECK_OUTCOMES = ['green', 'red', 'timeout', 'missing'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One run of a check. */
export interface CheckRun {
  /** As the user configured it; it identifies the check. */
  readonly command: string;
  readonly phase: CheckPhase;
  readonly outcome: CheckOutcome;
  /** null if a signal or its time limit ended it. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The end of the output, bounded; the whole output is in the transcript. */
  readonly output: string;
  /** null if the check reports no tests. */
  readonly tests: TestCounts | null;
  /** The names of failing tests, the first ones. */
  readonly failing: readonly string[];
}

/** What is known of a check from its runs in this session. */
export interface KnownCheck {
  readonly command: string;
  readonly outcome: CheckOutcome;
  /** Whether it was green in this session: before that, a red check says nothing about the agent's work. */
  readonly wasGreen: boolean;
  /** The tests that failed in the baseline of the last run and in every run since; empty if not all of them are known. */
  readonly failingBefore: readonly string[];
  readonly tests: TestCounts | null;
}

/** `refused`: the reviewer would return the task again, but has no round left. */
export const REVIEW_VERDICTS = ['accepted', 'refused'] as const;
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** A review under way. */
export interface Review {
  readonly ids: readonly TaskId[];
  /** Those that the reviewer has not answered yet. */
  readonly open: readonly TaskId[];
}

/** What is known of a task that was completed at least once. */
export interface TaskRecord {
  readonly id: TaskId;
  readonly accepted: boolean;
  readonly verified: boolean;
  readonly doubtful: boolean;
  /** Whether the reviewer accepted it. */
  readonly reviewed: boolean;
  /** Why it is doubtful or unverified; '' if neither was said. */
  readonly doubt: string;
  /** How often it was returned. */
  readonly returns: number;
  /** How often of these by the reviewer. */
  readonly reviewReturns: number;
  /** Why it was returned last; '' if it was not. */
  readonly reason: string;
}

/** A task that the reviewer returned this often is doubtful for good, until the user accepts it. */
const DOUBTFUL_RETURNS = 2;

export function proofOf(record: TaskRecord | undefined): Proof {
  if (record?.accepted) return 'accepted';
  if (record?.doubtful || (record?.reviewReturns ?? 0) >= DOUBTFUL_RETURNS) return 'doubtful';
  return record?.verified ? 'verified' : 'unverified';
}
