// The events of iterations.
import type { FailureCause } from '../run/failure-cause.ts';
import type { WorkerName } from '../worker/worker.ts';
import type { FailedCommand, IterationOutcome, IterationUsage, UsageShare } from './iteration.ts';

export type IterationEvent =
  | {
      readonly type: 'IterationStarted';
      readonly data: {
        readonly number: number;
        readonly model: string;
        /** Older versions did not record it. */
        readonly agent?: string;
        /** Present if the iteration makes the plan instead of working on a task. */
        readonly planning?: true;
        /** Absent in place. */
        readonly worker?: WorkerName;
      };
    }
  | {
      readonly type: 'IterationSummaryRecorded';
      readonly data: { readonly number: number; readonly summary: string };
    }
  | {
      readonly type: 'IterationEnded';
      readonly data: {
        readonly number: number;
        readonly outcome: IterationOutcome;
        /** The agent's stop reason, or the error that ended the iteration. */
        readonly reason: string;
        /** Why the agent failed, if it did and the cause is known. */
        readonly cause?: FailureCause;
        /** Paths relative to the work tree, sorted; of very many, the first ones. */
        readonly filesChanged: readonly string[];
        /** Number of changed files that are not listed; absent if all are. */
        readonly filesLeftOut?: number;
        /** Whether a file changed, a commit was made or a task advanced; older versions did not record it. */
        readonly progress?: boolean;
        /** Commands whose last run in the iteration failed; absent for none. */
        readonly failedCommands?: readonly FailedCommand[];
        /** The total. */
        readonly usage: IterationUsage | null;
        /** The usage by agent, model and role; older versions did not record it. */
        readonly shares?: readonly UsageShare[];
      };
    }
  | {
      readonly type: 'IterationCommitted';
      readonly data: {
        readonly number: number;
        readonly commit: string;
        readonly files: readonly string[];
        /** Like `filesLeftOut` of `IterationEnded`. */
        readonly filesLeftOut?: number;
      };
    };
