// What a session and its last run have used of time, tokens and money, counted from events so that a restart changes nothing.

import type { UsageShare } from '../iteration/iteration.ts';
import { addShares } from '../iteration/iteration-usage.ts';
import type { SessionEvent, UnknownEvent } from '../session/session.events.ts';

/** Times are ISO 8601, durations milliseconds. */
export interface Spent {
  /** The last run; null before the first. */
  readonly runStartedAt: string | null;
  /** null while the run is open. */
  readonly runEndedAt: string | null;
  /** The ended pauses of the last run. */
  readonly runPausedMs: number;
  readonly pausedSince: string | null;
  /** Number of iterations that the last run has started. */
  readonly runIterations: number;
  /** Usage of the last run. */
  readonly runShares: readonly UsageShare[];
  /** Working time of all iterations, without waits and pauses, up to `workingSince`. */
  readonly workedMs: number;
  /** The same when the last iteration started. */
  readonly workedBefore: number;
  /** Since when the running iteration has been working; null if none runs, or if it waits. */
  readonly workingSince: string | null;
}

export const NOTHING_SPENT: Spent = {
  runStartedAt: null,
  runEndedAt: null,
  runPausedMs: 0,
  pausedSince: null,
  runIterations: 0,
  runShares: [],
  workedMs: 0,
  workedBefore: 0,
  workingSince: null,
};

export interface SpentAt {
  /** When the event was recorded. */
  readonly time: string;
  /** When the event before it was recorded; null for the first. */
  readonly before: string | null;
  /** The iteration that runs before the event; null for none. */
  readonly running: number | null;
}

/** Returns what is spent after an event, apart from usage. */
export function spend(spent: Spent, event: SessionEvent | UnknownEvent, at: SpentAt): Spent {
  const { time, before, running } = at;
  switch (event.type) {
    case 'RunStarted': {
      // A process that was killed worked until its last event.
      const { workedMs, workedBefore, workingSince } = resting(spent, before ?? time);
      return { ...NOTHING_SPENT, workedMs, workedBefore, workingSince, runStartedAt: time };
    }
    case 'RunTakenOver':
      return { ...resumed(resting(spent, before ?? time), time), runEndedAt: before ?? time };
    case 'RunEnded':
      return { ...resumed(resting(spent, time), time), runEndedAt: time };
    case 'RunPaused':
    case 'PlanReviewStarted':
      return { ...resumed(spent, time), pausedSince: time };
    case 'ResumeRequested':
    case 'PlanApproved':
      return resumed(spent, time);
    case 'IterationStarted': {
      const { workedMs } = spent;
      // The limit of a run is about work: a plan for one iteration leaves one to do it.
      const runIterations = spent.runIterations + (event.data.planning ? 0 : 1);
      return { ...spent, runIterations, workedBefore: workedMs, workingSince: time };
    }
    // The reviewer works after the iteration has ended.
    case 'ReviewStarted':
      return spent.workingSince === null ? { ...spent, workingSince: time } : spent;
    case 'ReviewEnded':
      return running === null ? resting(spent, time) : spent;
    case 'WaitStarted':
      return resting(spent, time);
    case 'IterationEnded':
      return event.data.number === running ? resting(spent, time) : spent;
    case 'WaitEnded':
    case 'AgentSwitched':
      return running !== null && spent.workingSince === null ? { ...spent, workingSince: time } : spent;
    default:
      return spent;
  }
}

export function withSpentShares(spent: Spent, shares: readonly UsageShare[]): Spent {
  return { ...spent, runShares: addShares(spent.runShares, shares) };
}

/** Returns the wall clock time of the last run without pauses; 0 before the first. `now` in milliseconds since the epoch. */
export function runMs(spent: Spent, now: number): number {
  if (spent.runStartedAt === null) return 0;
  const end = spent.runEndedAt === null ? now : Date.parse(spent.runEndedAt);
  const paused = spent.pausedSince === null ? 0 : Math.max(0, end - Date.parse(spent.pausedSince));
  return Math.max(0, end - Date.parse(spent.runStartedAt) - spent.runPausedMs - paused);
}

/** Returns the working time of the session. `now` in milliseconds since the epoch. */
export function workedMs(spent: Spent, now: number): number {
  const { workingSince } = spent;
  return spent.workedMs + (workingSince === null ? 0 : Math.max(0, now - Date.parse(workingSince)));
}

/** Stops the clock of the running iteration. */
function resting(spent: Spent, time: string): Spent {
  if (spent.workingSince === null) return spent;
  return { ...spent, workedMs: workedMs(spent, Date.parse(time)), workingSince: null };
}

/** Ends a pause. */
function resumed(spent: Spent, time: string): Spent {
  const { pausedSince, runPausedMs } = spent;
  if (pausedSince === null) return spent;
  const pausedMs = Math.max(0, Date.parse(time) - Date.parse(pausedSince));
  return { ...spent, runPausedMs: runPausedMs + pausedMs, pausedSince: null };
}
