// A run: one build of a session, from its start to its stop reason.

/** `requested`: the loop pauses after the iteration that runs. `paused`: the loop waits. */
export type Pause = 'none' | 'requested' | 'paused';

/** What is recorded of a hook that ran. */
export interface HookRun {
  readonly point: string;
  readonly command: string;
  /** null when it was ended by a signal. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** '' when it succeeded. */
  readonly error: string;
}
