// A diagnostic: one requirement of a build that `iteratr doctor` examines. (A check is a command that verifies a task.)
import { AppError } from '../../domain/errors.ts';

/** `failed`: a build cannot work. `warning`: a build can work, but something is wrong. */
export type FindingState = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly state: FindingState;
  /** One line. */
  readonly found: string;
  /** What to do about it, if anything. */
  readonly remedy?: string;
  /** Set if the diagnostic's `fix` applies the remedy. */
  readonly fixable?: true;
}

/**
 * Diagnostics run concurrently, so none may rely on another or change what another examines. A diagnostic removes everything
 * it creates, also after an abort.
 */
export interface Diagnostic {
  /** Stable, because programs identify the diagnostic by it. */
  readonly id: string;
  readonly label: string;

  /** Examines and returns its findings. Rejects only for a bug. `signal` aborts when the result is no longer needed. */
  run(signal: AbortSignal): Promise<readonly Finding[]>;

  /**
   * Fixes what `run` reported as `fixable`, and nothing else. Returns one line per fix; throws if one is impossible. Absent if
   * nothing can be fixed automatically.
   */
  readonly fix?: () => Promise<readonly string[]>;
}

export function ok(found: string): Finding {
  return { state: 'ok', found };
}

export function warning(found: string, remedy?: string): Finding {
  return { state: 'warning', found, ...(remedy !== undefined && { remedy }) };
}

/** Returns a finding about the remains of a dead process, which are safe to remove. */
export function stale(found: string): Finding {
  return { state: 'warning', found, remedy: 'iteratr doctor --fix', fixable: true };
}

export function failed(found: string, remedy?: string): Finding {
  return { state: 'failed', found, ...(remedy !== undefined && { remedy }) };
}

/** Returns the finding for an error, with the error's remedy if it has one. */
export function failedBy(error: unknown): Finding {
  if (error instanceof AppError) return failed(error.problem, error.remedy);
  return failed(error instanceof Error ? error.message : String(error));
}
