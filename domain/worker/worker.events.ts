// The events of workers: who works on the session, on which task, and what is merged.
import type { TaskId } from '../task/task.ts';
import type { WorkerName } from './worker.ts';

export type WorkerEvent =
  | {
      readonly type: 'WorkerJoined';
      readonly data: { readonly worker: WorkerName; readonly host: string };
    }
  /** The worker has ended in order. What it had claimed and not merged is free again. */
  | { readonly type: 'WorkerLeft'; readonly data: { readonly worker: WorkerName; readonly reason: string } }
  /** The worker's lease has lapsed, or its process is dead. What it had claimed and not merged is free again. */
  | {
      readonly type: 'WorkerLost';
      readonly data: {
        readonly worker: WorkerName;
        readonly reason: string;
        /** Its process may be cut off and come back. */
        readonly mayLive?: true;
      };
    }
  /** The worker works on this task, and no other may. */
  | { readonly type: 'TaskClaimed'; readonly data: { readonly id: TaskId; readonly worker: WorkerName } }
  /** The worker has the iteration without a task: it makes the first tasks, or completes the session. */
  | { readonly type: 'ClosingClaimed'; readonly data: { readonly worker: WorkerName } }
  /** The worker no longer works on these tasks, nor closes the session. Those that are neither merged nor open are open again. */
  | {
      readonly type: 'ClaimsReleased';
      readonly data: { readonly worker: WorkerName; readonly ids: readonly TaskId[] };
    }
  /** The verified work of a completed task is on the session's branch. */
  | {
      readonly type: 'TaskMerged';
      readonly data: { readonly id: TaskId; readonly worker: WorkerName; readonly commit: string };
    }
  /** The work does not go with what others have merged. Its worker resolves it, or gives the task back. */
  | {
      readonly type: 'MergeConflicted';
      readonly data: {
        readonly worker: WorkerName;
        readonly ids: readonly TaskId[];
        /** Bounded; `filesLeftOut` counts the others. */
        readonly files: readonly string[];
        readonly filesLeftOut?: number;
      };
    }
  /** The session's branch was created, or put in the place of an older one. */
  | {
      readonly type: 'BranchStarted';
      readonly data: {
        readonly branch: string;
        /** The user's branch that it started from; null for a detached HEAD. */
        readonly from: string | null;
        readonly commit: string;
        /** Says where the branch is, for processes that join: the repository of one machine, or a remote. Missing from older events. */
        readonly repository?: string;
      };
    };
