// An iteration: one fresh agent context doing one task, and what came of it.
import type { TaskId } from '../task/task.ts';

/** `interrupted`: the user or a signal ended it, or its process died before it could say how it ended. */
export const ITERATION_OUTCOMES = ['finished', 'failed', 'interrupted'] as const;
export type IterationOutcome = (typeof ITERATION_OUTCOMES)[number];

/** Token counts and cost as far as the agent reports them. */
export interface IterationUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly cost: { readonly amount: number; readonly currency: string } | null;
}

export interface Iteration {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** null while it runs. */
  readonly outcome: IterationOutcome | null;
  readonly summary: string | null;
  readonly commit: string | null;
  /** Tasks whose status was changed while it ran, in that order. */
  readonly tasks: readonly TaskId[];
}
