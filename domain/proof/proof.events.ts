// The events about the proof of work.
import type { TaskId } from '../task/task.ts';
import type { IterationEvidence } from './evidence.ts';
import type { CheckRun } from './proof.ts';

export type ProofEvent =
  | { readonly type: 'CheckRan'; readonly data: CheckRun }
  /** All checks of the task were green after it was completed. */
  | {
      readonly type: 'TaskVerified';
      readonly data: { readonly id: TaskId; readonly checks: readonly string[] };
    }
  /** The task stays completed without proof, because its checks could not tell. */
  | { readonly type: 'TaskLeftUnverified'; readonly data: { readonly id: TaskId; readonly reason: string } }
  /** The task is `remaining` again, because its checks are red, or the reviewer refused it. */
  | {
      readonly type: 'TaskReturned';
      readonly data: { readonly id: TaskId; readonly by: 'checks' | 'reviewer'; readonly reason: string };
    }
  /** Nothing was changed for the task: no commit, no file, no reported edit. */
  | { readonly type: 'TaskDoubted'; readonly data: { readonly id: TaskId; readonly reason: string } }
  /** The user takes the task for done. */
  | { readonly type: 'TaskAccepted'; readonly data: { readonly id: TaskId } }
  /** What an iteration left behind for the tasks worked on in it. */
  | { readonly type: 'EvidenceRecorded'; readonly data: IterationEvidence }
  /** The agent declares the spec done; the checks of the session decide. */
  | { readonly type: 'CompletionRequested'; readonly data: Record<string, never> }
  | { readonly type: 'CompletionRefused'; readonly data: { readonly reason: string } };
