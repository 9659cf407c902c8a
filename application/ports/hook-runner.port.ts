// The shell commands that a project has for points of a run.

import type { HookDetails, HookPoint } from '../../domain/run/hook-point.ts';

export interface HookContext extends HookDetails {
  readonly session: string;
}

export type HookEvent =
  | { readonly type: 'hook-started'; readonly point: HookPoint; readonly command: string }
  | { readonly type: 'hook-output'; readonly point: HookPoint; readonly text: string }
  | {
      readonly type: 'hook-ended';
      readonly point: HookPoint;
      readonly command: string;
      /** null when it was ended by a signal, at its timeout or by an abort. */
      readonly exitCode: number | null;
      readonly durationMs: number;
      /** '' when it succeeded. */
      readonly error: string;
    };

export interface HookRunner {
  /**
   * Runs the commands of one point, one after the other, and reports what happens through `observe`, in order.
   * Returns the text meant for the agent: output and errors of the commands with `pipe_output`, '' when there is none.
   * Never throws: a command that fails, cannot start or times out is part of the output. Aborting `signal` ends the
   * running command with its whole process tree and skips the rest.
   */
  run(
    point: HookPoint,
    context: HookContext,
    observe: (event: HookEvent) => void,
    signal: AbortSignal,
  ): Promise<string>;
}
