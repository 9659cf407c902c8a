// The one place that turns what happened into an exit code.
import { ConfigError, InputError } from '../../application/errors.ts';
import { AppError } from '../../domain/errors.ts';
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

/** Malformed input, wherever it is noticed: a well-formed request that a rule refuses is `failed`. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'TASK.INVALID_ID',
  'TASK.EMPTY',
  'TASK.INVALID_STATUS',
  'TASK.INVALID_PRIORITY',
  'NOTE.EMPTY',
  'NOTE.INVALID_TYPE',
  'SUMMARY.EMPTY',
  'MESSAGE.EMPTY',
  'SESSION.INVALID_NAME',
  'SESSION.SIMILAR_NAME',
  'SESSION.OTHER_SPEC',
  'SPEC.UNREADABLE',
  'TEMPLATE.UNREADABLE',
  'TEMPLATE.BROKEN',
  'DATA_DIR',
  'DATA_DIR.REFUSED',
  'AGENT.NOT_FOUND',
  'AGENT.MODEL',
]);

export function exitCodeOfError(error: unknown): number {
  if (error instanceof InputError || error instanceof ConfigError) return EXIT.usage;
  if (error instanceof AppError && USAGE_CODES.has(error.code)) return EXIT.usage;
  return EXIT.failed;
}

/** `signal` is the one that interrupted the run, if one did. */
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
