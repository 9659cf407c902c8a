// A run: one build of a session, from its start to its stop reason.

/** `requested`: the loop pauses after the running iteration. `paused`: the loop waits. */
export type Pause = 'none' | 'requested' | 'paused';

/** The process that a run was taken from. */
export interface TakenFrom {
  readonly host: string;
  readonly pid: number;
}

/** The record of a hook that ran. */
export interface HookRun {
  readonly point: string;
  readonly command: string;
  /** null if a signal ended it. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** '' if it succeeded. */
  readonly error: string;
}
