// One thing that a build needs, which doctor examines. A check is something else: a command that verifies a task.
import { AppError } from '../../domain/errors.ts';

/** `failed`: a build cannot work like this. `warning`: it can, but something is not as it should be. */
export type FindingState = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly state: FindingState;
  /** One line. */
  readonly found: string;
  /** What to do about it, if anything. */
  readonly remedy?: string;
  /** Whether the diagnostic's `fix` does it. */
  readonly fixable?: true;
}

/**
 * Diagnostics run at the same time in any number, so none relies on another or changes what another examines. A diagnostic
 * removes what it creates, also after an abort.
 */
export interface Diagnostic {
  /** Stable: programs know the diagnostic by it. */
  readonly id: string;
  readonly label: string;

  /** Rejects only for a fault of its own; `signal` aborts when nobody waits for the result any more. */
  run(signal: AbortSignal): Promise<readonly Finding[]>;

  /**
   * Removes what `run` found to be `fixable`, and nothing else. Returns a line for each thing it did; throws for what it
   * could not do. Without it, nothing here can be fixed automatically.
   */
  readonly fix?: () => Promise<readonly string[]>;
}

export function ok(found: string): Finding {
  return { state: 'ok', found };
}

export function warning(found: string, remedy?: string): Finding {
  return { state: 'warning', found, ...(remedy !== undefined && { remedy }) };
}

/** What a dead process left behind: nothing is lost by removing it. */
export function stale(found: string): Finding {
  return { state: 'warning', found, remedy: 'iteratr doctor --fix', fixable: true };
}

export function failed(found: string, remedy?: string): Finding {
  return { state: 'failed', found, ...(remedy !== undefined && { remedy }) };
}

/** The finding for an error, with its remedy if it has one. */
export function failedBy(error: unknown): Finding {
  if (error instanceof AppError) return failed(error.problem, error.remedy);
  return failed(error instanceof Error ? error.message : String(error));
}
