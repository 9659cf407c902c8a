// One thing that a build needs, and what was found out about it.

/** `failed`: a build cannot work so. `warning`: it can, but something is not as it should be. */
export type FindingState = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly state: FindingState;
  /** One line. */
  readonly found: string;
  /** What to do about it, where something is to be done. */
  readonly mend?: string;
  /** Whether `fix` of the check does it. */
  readonly fixable?: true;
}

/**
 * Any number of checks run at the same time, so none may rely on another, nor change what another looks at. What a check
 * makes, it takes away again, also after an abort.
 */
export interface Check {
  /** Stable: programs know the check by it. */
  readonly id: string;
  readonly label: string;

  /** Rejects only for a fault of its own; `signal` aborts when nobody waits any more. */
  run(signal: AbortSignal): Promise<readonly Finding[]>;

  /**
   * Clears away what `run` found to be `fixable`, and no more. Returns a line for everything it did; what it could not do is thrown.
   * Without it, nothing about this check can be mended here.
   */
  readonly fix?: () => Promise<readonly string[]>;
}

export function ok(found: string): Finding {
  return { state: 'ok', found };
}

export function warning(found: string, mend?: string): Finding {
  return { state: 'warning', found, ...(mend !== undefined && { mend }) };
}

/** Nothing is lost by clearing it away. */
export function leftOver(found: string): Finding {
  return { state: 'warning', found, mend: 'iteratr doctor --fix', fixable: true };
}

export function failed(found: string, mend?: string): Finding {
  return { state: 'failed', found, ...(mend !== undefined && { mend }) };
}

/** An error as what was found: its message says what is wrong, and where there is a next step, that too. */
export function failedBy(error: unknown): Finding {
  return failed(error instanceof Error ? error.message : String(error));
}
