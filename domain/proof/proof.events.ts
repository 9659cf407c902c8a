// The events about the proof of work.
import type { UncommittedFiles } from '../run/run.ts';
import type { TaskId } from '../task/task.ts';
import type { IterationEvidence } from './evidence.ts';
import type { CheckRun, ReturnedBy, ReviewVerdict } from './proof.ts';
import type { AcceptedFile, ShownChange } from './protection.ts';

export type ProofEvent =
  | { readonly type: 'CheckRan'; readonly data: CheckRun }
  /** All checks of the task were green after it was completed. */
  | {
      readonly type: 'TaskVerified';
      readonly data: {
        readonly id: TaskId;
        readonly checks: readonly string[];
        /** What was uncommitted before the agents began, and took part in the checks; absent for nothing. */
        readonly besides?: UncommittedFiles;
      };
    }
  /** The task stays completed without proof, because its checks could not tell. */
  | { readonly type: 'TaskLeftUnverified'; readonly data: { readonly id: TaskId; readonly reason: string } }
  /** The task is `remaining` again, because its checks are red, or the reviewer refused it. */
  | {
      readonly type: 'TaskReturned';
      readonly data: { readonly id: TaskId; readonly by: ReturnedBy; readonly reason: string };
    }
  /** Nothing was changed for the task: no commit, no file, no reported edit. */
  | { readonly type: 'TaskDoubted'; readonly data: { readonly id: TaskId; readonly reason: string } }
  /** The user takes the task for done. */
  | { readonly type: 'TaskAccepted'; readonly data: { readonly id: TaskId } }
  /** What an iteration left behind for the tasks worked on in it. */
  | { readonly type: 'EvidenceRecorded'; readonly data: IterationEvidence }
  /** What differs from the accepted content of protected files now; empty: nothing any more. */
  | {
      readonly type: 'ProtectedFilesChanged';
      readonly data: {
        readonly changes: readonly ShownChange[];
        /** Number of further changes; absent for none. */
        readonly leftOut?: number;
      };
    }
  /** Content of protected files that counts as right from now on. `all`: it replaces what was accepted before. */
  | {
      readonly type: 'ProtectedFilesAccepted';
      readonly data: { readonly files: readonly AcceptedFile[]; readonly all?: true };
    }
  /** The reviewer looks at these tasks. While it does, the agent may only answer. */
  | {
      readonly type: 'ReviewStarted';
      readonly data: {
        readonly ids: readonly TaskId[];
        readonly agent: string;
        /** '' if the agent chose it. */
        readonly model: string;
      };
    }
  /** The reviewer has answered, and the task stays completed. A task that it sends back is a `TaskReturned`. */
  | {
      readonly type: 'TaskReviewed';
      readonly data: { readonly id: TaskId; readonly verdict: ReviewVerdict; readonly reason: string };
    }
  /** The reviewer has not answered, so the task stays as it was. */
  | { readonly type: 'ReviewMissed'; readonly data: { readonly id: TaskId; readonly reason: string } }
  | { readonly type: 'ReviewEnded'; readonly data: Record<string, never> }
  /** The agent declares the spec done; the checks of the session, and the reviewer, decide. */
  | { readonly type: 'CompletionRequested'; readonly data: Record<string, never> }
  | { readonly type: 'CompletionRefused'; readonly data: { readonly reason: string } };
