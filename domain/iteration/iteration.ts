// An iteration: one fresh agent context that works on one task, and its outcome.
import type { TaskId } from '../task/task.ts';
import type { WorkerName } from '../worker/worker.ts';

/** `interrupted`: the user or a signal ended the iteration, or the process died before it could record an outcome. */
export const ITERATION_OUTCOMES = ['finished', 'failed', 'interrupted'] as const;
export type IterationOutcome = (typeof ITERATION_OUTCOMES)[number];

export interface Cost {
  readonly amount: number;
  /** ISO 4217, as the agent reports it. */
  readonly currency: string;
  /** Present if at least a part was computed from the prices of the configuration, not reported by the agent. */
  readonly estimated?: true;
}

/** Token counts and cost; null where the agent does not report them. */
export interface IterationUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly cost: Cost | null;
  /** What was paid in other currencies than that of `cost`; absent for nothing. */
  readonly otherCosts?: readonly Cost[];
}

/** What an agent is used for. */
export const ROLES = ['work', 'plan', 'review'] as const;
export type Role = (typeof ROLES)[number];

/** What one agent with one model used in one role. */
export interface UsageShare {
  readonly role: Role;
  /** '' if an older version recorded it. */
  readonly agent: string;
  /** '' if the agent chose it. */
  readonly model: string;
  readonly usage: IterationUsage;
}

/** A command that the agent or a check ran and that failed. */
export interface FailedCommand {
  readonly command: string;
  readonly exitCode: number;
}

export interface Iteration {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** null while the iteration runs. */
  readonly outcome: IterationOutcome | null;
  readonly summary: string | null;
  readonly commit: string | null;
  /** '' if an older version recorded it. */
  readonly agent: string;
  /** '' if the agent chose it. */
  readonly model: string;
  /** null while the iteration runs, and if the agent reported nothing. */
  readonly usage: IterationUsage | null;
  /** Duration in milliseconds without waits for the provider; 0 while the iteration runs. */
  readonly workedMs: number;
  /** Number of tasks completed, less those reopened. */
  readonly tasksCompleted: number;
  /** Tasks whose status changed while the iteration ran, in order of the first change. */
  readonly tasks: readonly TaskId[];
  /** Tasks that the agent started or completed, and did not give up: none of them was set back, blocked or cancelled. */
  readonly taken: readonly TaskId[];
  /** Number of files that it changed; 0 while it runs. */
  readonly files: number;
  /** The checks of its work that were not green when they last ran; null if none ran. */
  readonly red: readonly string[] | null;
  /** Present if it made the plan. */
  readonly planning?: true;
  /** The worker whose iteration it is; absent in place. */
  readonly worker?: WorkerName;
  /** The machine of that worker, which has the transcript; absent in place. */
  readonly host?: string;
}
