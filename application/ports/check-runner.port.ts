// Runs the checks: commands of the user that decide whether work is done.
import type { CheckOutcome, TestCounts } from '../../domain/proof/proof.ts';

/** For which decisions a check runs. */
export type CheckOccasion = 'task' | 'session';

export interface Check {
  /** A shell command, as the user configured it. */
  readonly command: string;
  readonly timeoutSeconds: number;
  readonly on: readonly CheckOccasion[];
  /** The JUnit XML file that it writes, relative to the work tree; undefined for none. */
  readonly junit?: string;
}

export interface CheckResult {
  readonly outcome: CheckOutcome;
  /** null if a signal or the time limit ended it. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The beginning and the end of stdout and stderr. */
  readonly output: string;
  /** null if the check reports no tests. */
  readonly tests: TestCounts | null;
  readonly failing: readonly string[];
}

export interface CheckRunner {
  /** In the order in which they are configured; empty if nothing is verified. */
  readonly checks: readonly Check[];

  /**
   * Runs a check and passes its output to `onOutput`, in the order written. Never throws: a check that cannot start is red.
   * Aborting `signal` ends it with its whole process tree; the result is red then.
   */
  run(check: Check, onOutput: (text: string) => void, signal: AbortSignal): Promise<CheckResult>;
}

export const NO_CHECKS: CheckRunner = {
  checks: [],
  run: () => Promise.reject(new Error('there is no check to run')),
};
