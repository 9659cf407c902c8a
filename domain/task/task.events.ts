// The events of tasks.
import type { TaskId, TaskPriority, TaskStatus } from './task.ts';

export type TaskEvent =
  | {
      readonly type: 'TaskAdded';
      readonly data: {
        readonly id: TaskId;
        readonly content: string;
        readonly status: TaskStatus;
        readonly priority: TaskPriority;
        readonly dependsOn: readonly TaskId[];
        /** Absent if it declares none. */
        readonly files?: readonly string[];
      };
    }
  | {
      readonly type: 'TaskStatusChanged';
      readonly data: { readonly id: TaskId; readonly from: TaskStatus; readonly to: TaskStatus };
    }
  | {
      readonly type: 'TaskPriorityChanged';
      readonly data: { readonly id: TaskId; readonly from: TaskPriority; readonly to: TaskPriority };
    }
  | {
      readonly type: 'TaskContentChanged';
      readonly data: { readonly id: TaskId; readonly from: string; readonly to: string };
    }
  | {
      readonly type: 'TaskFilesChanged';
      readonly data: {
        readonly id: TaskId;
        readonly from: readonly string[];
        readonly to: readonly string[];
      };
    }
  | {
      readonly type: 'TaskDependencyAdded';
      readonly data: { readonly id: TaskId; readonly dependsOn: TaskId };
    }
  | {
      readonly type: 'TaskDependencyRemoved';
      readonly data: { readonly id: TaskId; readonly dependsOn: TaskId };
    }
  /** A task that an ended or crashed iteration had left in progress is `remaining` again. */
  | { readonly type: 'TaskReleased'; readonly data: { readonly id: TaskId; readonly reason: string } }
  /** The loop takes the task for stuck. */
  | { readonly type: 'TaskBlocked'; readonly data: { readonly id: TaskId; readonly reason: string } };
