// The events of runs.
import type { WorkerName } from '../worker/worker.ts';
import type { Limits } from './limits.ts';
import type { AgentUse, HookRun, SwitchCause, TakenFrom, UncommittedFiles, Wait } from './run.ts';
import type { SpecEdit } from './spec-text.ts';

export type RunEvent =
  | {
      readonly type: 'RunStarted';
      readonly data: {
        /** As the user typed it. */
        readonly spec: string;
        readonly model: string;
        /** Identifies the spec; older versions did not record it. */
        readonly specPath?: string;
        /** Absent for none; older versions did not record them. */
        readonly limits?: Limits;
        /** Whether checks decide what is done; absent if there are none. */
        readonly verifies?: true;
        /** How often the reviewer may return a task; absent without a reviewer. */
        readonly reviewRounds?: number;
        /** How many tasks the agent may do in an iteration; absent for any number. */
        readonly tasksPerIteration?: number;
        /** How many workers the run starts; absent for a single one, in place. */
        readonly workers?: number;
      };
    }
  /** The user continues the session with another spec. */
  | { readonly type: 'SessionSpecChanged'; readonly data: { readonly from: string; readonly to: string } }
  /** The text of the spec at the start of a run that compares nothing; null for a text that is too long to keep. */
  | { readonly type: 'SpecRecorded'; readonly data: { readonly text: string | null } }
  /** The spec asks for something else than the last recorded text. */
  | {
      readonly type: 'SpecEdited';
      readonly data: SpecEdit & { readonly text: string | null };
    }
  /** Another process takes over the session, because the one that ran it is dead, cut off, or was ended. */
  | { readonly type: 'RunTakenOver'; readonly data: TakenFrom }
  | {
      readonly type: 'RunEnded';
      readonly data: {
        readonly reason: string;
        /** The files of the run that stayed uncommitted; absent for none, and in older versions. */
        readonly uncommitted?: UncommittedFiles;
      };
    }
  /** The loop should pause after the running iteration: that of one worker, or of all. */
  | { readonly type: 'PauseRequested'; readonly data: { readonly worker?: WorkerName } }
  /** The loop has paused. */
  | { readonly type: 'RunPaused'; readonly data: Record<string, never> }
  /** The loop should continue: it cancels a requested pause and ends any wait. */
  | { readonly type: 'ResumeRequested'; readonly data: { readonly worker?: WorkerName } }
  /** The loop waits until the agent's provider is available again. A run that ends meanwhile does not end the wait. */
  | { readonly type: 'WaitStarted'; readonly data: Wait }
  /** The wait is over, or was cut short by the user. */
  | { readonly type: 'WaitEnded'; readonly data: Record<string, never> }
  /** Another agent of the user's list continues. */
  | {
      readonly type: 'AgentSwitched';
      readonly data: {
        readonly from: AgentUse;
        readonly to: AgentUse;
        readonly cause: SwitchCause;
        /** In words, for the user. */
        readonly reason: string;
        /** When `from` is tried again, ISO 8601; null if `from` is left for an agent earlier in the list. */
        readonly until: string | null;
      };
    }
  | { readonly type: 'HookRan'; readonly data: HookRun };
