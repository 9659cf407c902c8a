// The result of a run and of its iterations.
import type { IterationOutcome, IterationUsage, UsageShare } from '../../domain/iteration/iteration.ts';
import type { FailureCause } from '../../domain/run/failure-cause.ts';
import type { Forecast } from '../../domain/run/forecast.ts';
import type { StopReason } from '../../domain/run/stop-reason.ts';
import type { TaskId } from '../../domain/task/task.ts';
import type { FinalReport } from '../session/final-report.ts';
import type { ProofSummary } from '../session/proof-summary.ts';

/** The result of one iteration. */
export interface IterationReport {
  readonly number: number;
  readonly outcome: IterationOutcome;
  readonly reason: string;
  /** Why the agent failed, if it did and the cause is known. */
  readonly cause?: FailureCause;
  readonly durationMs: number;
  readonly tasks: readonly TaskId[];
  readonly filesChanged: readonly string[];
  /** Number of changed files that are not listed. */
  readonly filesLeftOut: number;
  readonly usage: IterationUsage | null;
  readonly commit: string | null;
  readonly summary: string | null;
}

export interface RunResult extends FinalReport {
  readonly reason: StopReason;
  /** One line for the user: why the run stopped and, if work is left, what to do. */
  readonly message: string;
  /** The error behind `failed`. */
  readonly error?: unknown;
  readonly iterations: readonly IterationReport[];
  readonly tasks: { readonly total: number; readonly completed: number; readonly open: number };
  /** How certain it is that the completed tasks are done; null if nothing was verified. */
  readonly proof: ProofSummary | null;
  readonly durationMs: number;
  /** Total of the run; null if nothing was reported. */
  readonly usage: IterationUsage | null;
  /** The same by agent, model and role. */
  readonly shares: readonly UsageShare[];
  /** What the open tasks still need; null if it is unknown. */
  readonly forecast: Forecast | null;
}

/** How a run ended. */
export type RunEnd = Pick<RunResult, 'reason' | 'message' | 'error'>;
