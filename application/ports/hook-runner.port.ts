// Runs the shell commands that a project configures for the hook points of a run.

import type { HookDetails, HookPoint } from '../../domain/run/hook-point.ts';

export interface HookContext extends HookDetails {
  readonly session: string;
}

/** Where a command ran: at a hook point, or as a check. */
type CommandPoint = HookPoint | 'verify';

/** An event of a command of the user: of a hook, or of a check. */
export type HookEvent =
  | {
      readonly type: 'hook-started';
      readonly point: CommandPoint;
      readonly command: string;
      /** Its place among the commands that run one after the other; absent in transcripts of older versions. */
      readonly place?: { readonly number: number; readonly of: number } | undefined;
    }
  | { readonly type: 'hook-output'; readonly point: CommandPoint; readonly text: string }
  | {
      readonly type: 'hook-ended';
      readonly point: CommandPoint;
      readonly command: string;
      /** null if a signal, its timeout or an abort ended it. */
      readonly exitCode: number | null;
      readonly durationMs: number;
      /** '' if it succeeded. */
      readonly error: string;
    };

export interface HookRunner {
  /** Whether there are commands at this point. */
  has(point: HookPoint): boolean;

  /**
   * Runs the commands of one hook point one after another and reports their events to `observe`, in order.
   * Returns the text for the agent: output and errors of the commands with `pipe_output`, else ''.
   * Never throws: a command that fails, cannot start or times out is reported in the output. Aborting `signal` ends the
   * running command with its whole process tree and skips the rest.
   */
  run(
    point: HookPoint,
    context: HookContext,
    observe: (event: HookEvent) => void,
    signal: AbortSignal,
  ): Promise<string>;
}
