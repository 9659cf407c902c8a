// The events of runs.
import type { HookRun, TakenFrom } from './run.ts';

export type RunEvent =
  | {
      readonly type: 'RunStarted';
      readonly data: {
        /** As the user typed it. */
        readonly spec: string;
        readonly model: string;
        /** Identifies the spec; older versions did not record it. */
        readonly specPath?: string;
      };
    }
  /** The user continues the session with another spec. */
  | { readonly type: 'SessionSpecChanged'; readonly data: { readonly from: string; readonly to: string } }
  /** Another process takes over the session, because the one that ran it is dead, cut off, or was ended. */
  | { readonly type: 'RunTakenOver'; readonly data: TakenFrom }
  | { readonly type: 'RunEnded'; readonly data: { readonly reason: string } }
  /** The loop should pause after the running iteration. */
  | { readonly type: 'PauseRequested'; readonly data: Record<string, never> }
  /** The loop has paused. */
  | { readonly type: 'RunPaused'; readonly data: Record<string, never> }
  /** The loop should continue: it cancels a requested pause and ends any wait. */
  | { readonly type: 'ResumeRequested'; readonly data: Record<string, never> }
  | { readonly type: 'HookRan'; readonly data: HookRun };
