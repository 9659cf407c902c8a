// Maps errors and stop reasons to exit codes. No other code does.
import { AppError, type ErrorKind } from '../../domain/errors.ts';
import { STOP_REASONS, type StopReason } from '../../domain/run/stop-reason.ts';

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  limit: 3,
  noProgress: 4,
  interrupted: 130,
  terminated: 143,
} as const;

const EXIT_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  malformed: EXIT.usage,
  refused: EXIT.failed,
  failed: EXIT.failed,
  interrupted: EXIT.interrupted,
};

/** Returns the exit code for an error. Anything but an `AppError` is a bug in iteratr and counts as failed. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof AppError ? EXIT_OF_KIND[error.kind] : EXIT.failed;
}

/** Returns the exit code for a run. `signal` is the signal that interrupted it, if any. */
export function exitCodeOfRun(
  reason: StopReason,
  error: unknown,
  signal: NodeJS.Signals | undefined,
): number {
  const kind = STOP_REASONS[reason];
  switch (kind) {
    case 'done':
      return EXIT.ok;
    case 'limit':
      return EXIT.limit;
    case 'stuck':
      return EXIT.noProgress;
    case 'interrupted':
      return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    case 'failed':
      return exitCodeOfError(error);
    default:
      return kind satisfies never;
  }
}
