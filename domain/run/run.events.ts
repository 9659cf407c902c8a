// The events of runs.
import type { HookRun } from './run.ts';

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
  | { readonly type: 'RunEnded'; readonly data: { readonly reason: string } }
  /** The loop should pause after the running iteration. */
  | { readonly type: 'PauseRequested'; readonly data: Record<string, never> }
  /** The loop has paused. */
  | { readonly type: 'RunPaused'; readonly data: Record<string, never> }
  /** The loop should continue: it cancels a requested pause and ends any wait. */
  | { readonly type: 'ResumeRequested'; readonly data: Record<string, never> }
  | { readonly type: 'HookRan'; readonly data: HookRun };
