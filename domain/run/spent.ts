// What a session and its last run have used of time, tokens and money, counted from events so that a restart changes nothing.

import type { UsageShare } from '../iteration/iteration.ts';
import { addShares } from '../iteration/iteration-usage.ts';
import type { SessionEvent, UnknownEvent } from '../session/session.events.ts';
import type { WorkerName } from '../worker/worker.ts';

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
  /** Working time of all iterations, without waits and pauses, except of those that work now. */
  readonly workedMs: number;
  /** One for each worker, in place a single one. */
  readonly clocks: readonly WorkClock[];
}

/** The working time of a worker's last iteration. */
interface WorkClock {
  /** null in place. */
  readonly worker: WorkerName | null;
  /** Up to `since`; it is a part of `workedMs`. */
  readonly ms: number;
  /** Since when the iteration has been working; null if none runs, or if it waits. */
  readonly since: string | null;
}

export const NOTHING_SPENT: Spent = {
  runStartedAt: null,
  runEndedAt: null,
  runPausedMs: 0,
  pausedSince: null,
  runIterations: 0,
  runShares: [],
  workedMs: 0,
  clocks: [],
};

export interface SpentAt {
  /** When the event was recorded. */
  readonly time: string;
  /** When the event before it was recorded; null for the first. */
  readonly before: string | null;
  /** The iteration of the worker that runs before the event; null for none. */
  readonly running: number | null;
  /** null in place, and for the user. */
  readonly worker: WorkerName | null;
}

/** Returns what is spent after an event, apart from usage. */
export function spend(spent: Spent, event: SessionEvent | UnknownEvent, at: SpentAt): Spent {
  const { time, before, running, worker } = at;
  const clock = spent.clocks.find((one) => one.worker === worker);
  switch (event.type) {
    case 'RunStarted': {
      // A process that was killed worked until its last event.
      const { workedMs, clocks } = allResting(spent, before ?? time);
      return { ...NOTHING_SPENT, workedMs, clocks, runStartedAt: time };
    }
    case 'RunTakenOver':
      return { ...resumed(allResting(spent, before ?? time), time), runEndedAt: before ?? time };
    case 'RunEnded':
      return { ...resumed(allResting(spent, time), time), runEndedAt: time };
    case 'PlanReviewStarted':
      return pausedAt(spent, time);
    case 'ResumeRequested':
    case 'PlanApproved':
      return resumed(spent, time);
    case 'IterationStarted': {
      // The limit of a run is about work: a plan for one iteration leaves one to do it.
      const runIterations = spent.runIterations + (event.data.planning ? 0 : 1);
      return { ...withClock(spent, { worker, ms: 0, since: time }), runIterations };
    }
    // The reviewer works after the iteration has ended.
    case 'ReviewStarted':
      return working(spent, worker, time);
    case 'ReviewEnded':
      return running === null ? resting(spent, clock, time) : spent;
    case 'WaitStarted':
      return resting(spent, clock, time);
    case 'IterationEnded':
      return event.data.number === running ? resting(spent, clock, time) : spent;
    case 'WaitEnded':
    case 'AgentSwitched':
      return running === null ? spent : working(spent, worker, time);
    case 'WorkerLeft':
    case 'WorkerLost': {
      const { worker: gone } = event.data;
      const its = spent.clocks.find((one) => one.worker === gone);
      const rested = resting(spent, its, time);
      return { ...rested, clocks: rested.clocks.filter((one) => one.worker !== gone) };
    }
    default:
      return spent;
  }
}

/** Stops the clock of the run. */
export function pausedAt(spent: Spent, time: string): Spent {
  return { ...resumed(spent, time), pausedSince: time };
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
  return spent.clocks.reduce((sum, clock) => sum + runningMs(clock, now), spent.workedMs);
}

/** Returns the working time of a worker's last iteration in milliseconds, up to its last rest; in place for null. */
export function iterationMs({ clocks }: Spent, worker: WorkerName | null): number {
  return clocks.find((clock) => clock.worker === worker)?.ms ?? 0;
}

function runningMs({ since }: WorkClock, now: number): number {
  return since === null ? 0 : Math.max(0, now - Date.parse(since));
}

/** Starts the clock of a worker again. */
function working(spent: Spent, worker: WorkerName | null, time: string): Spent {
  const clock = spent.clocks.find((one) => one.worker === worker) ?? { worker, ms: 0, since: null };
  return clock.since === null ? withClock(spent, { ...clock, since: time }) : spent;
}

/** Stops a clock. */
function resting(spent: Spent, clock: WorkClock | undefined, time: string): Spent {
  if (!clock || clock.since === null) return spent;
  const ms = runningMs(clock, Date.parse(time));
  const rested = withClock(spent, { ...clock, ms: clock.ms + ms, since: null });
  return { ...rested, workedMs: spent.workedMs + ms };
}

function allResting(spent: Spent, time: string): Spent {
  return spent.clocks.reduce((rested, clock) => resting(rested, clock, time), spent);
}

function withClock(spent: Spent, clock: WorkClock): Spent {
  const isKnown = spent.clocks.some(({ worker }) => worker === clock.worker);
  const clocks = isKnown
    ? spent.clocks.map((one) => (one.worker === clock.worker ? clock : one))
    : [...spent.clocks, clock];
  return { ...spent, clocks };
}

/** Ends a pause. */
function resumed(spent: Spent, time: string): Spent {
  const { pausedSince, runPausedMs } = spent;
  if (pausedSince === null) return spent;
  const pausedMs = Math.max(0, Date.parse(time) - Date.parse(pausedSince));
  return { ...spent, runPausedMs: runPausedMs + pausedMs, pausedSince: null };
}
