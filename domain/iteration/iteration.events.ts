// The events of iterations.
import type { IterationOutcome, IterationUsage } from './iteration.ts';

export type IterationEvent =
  | {
      readonly type: 'IterationStarted';
      readonly data: { readonly number: number; readonly model: string };
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
        /** Paths relative to the work tree, sorted. */
        readonly filesChanged: readonly string[];
        readonly usage: IterationUsage | null;
      };
    }
  | {
      readonly type: 'IterationCommitted';
      readonly data: { readonly number: number; readonly commit: string; readonly files: readonly string[] };
    };
