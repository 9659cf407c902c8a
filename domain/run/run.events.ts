// Facts about runs.
import type { HookRun } from './run.ts';

export type RunEvent =
  | {
      readonly type: 'RunStarted';
      readonly data: {
        /** As the user named it. */
        readonly spec: string;
        readonly model: string;
        /** What tells the spec from others; older versions did not record it. */
        readonly specPath?: string;
      };
    }
  /** The user continues the session with another spec. */
  | { readonly type: 'SessionSpecChanged'; readonly data: { readonly from: string; readonly to: string } }
  | { readonly type: 'RunEnded'; readonly data: { readonly reason: string } }
  /** The loop is asked to wait after the iteration that runs. */
  | { readonly type: 'PauseRequested'; readonly data: Record<string, never> }
  /** The loop waits. */
  | { readonly type: 'RunPaused'; readonly data: Record<string, never> }
  /** The loop is asked to continue: it does not pause, and ends a wait of any kind. */
  | { readonly type: 'ResumeRequested'; readonly data: Record<string, never> }
  | { readonly type: 'HookRan'; readonly data: HookRun };
