// The rules for proof: which tasks can be verified, returned and accepted, and when a completion is decided.
import { DomainError } from '../errors.ts';
import type { UncommittedFiles } from '../run/run.ts';
import { requireTask } from '../task/task.decider.ts';
import { findTask, type TaskList } from '../task/task.state.ts';
import type { TaskId } from '../task/task.ts';
import { shortened } from '../text-size.ts';
import { bounded, type IterationEvidence } from './evidence.ts';
import type { ProofEvent } from './proof.events.ts';
import type { ProofState } from './proof.state.ts';
import type { CheckRun, ReturnedBy } from './proof.ts';
import { type AcceptedFile, isSame, type ShownChange } from './protection.ts';

export type ProofCommand =
  | { readonly type: 'RecordCheck'; readonly run: CheckRun }
  | {
      readonly type: 'VerifyTasks';
      readonly ids: readonly TaskId[];
      readonly checks: readonly string[];
      /** As in `TaskVerified`. */
      readonly besides?: UncommittedFiles;
    }
  | { readonly type: 'LeaveUnverified'; readonly ids: readonly TaskId[]; readonly reason: string }
  | {
      readonly type: 'ReturnTasks';
      readonly ids: readonly TaskId[];
      readonly by: ReturnedBy;
      readonly reason: string;
    }
  | { readonly type: 'DoubtTasks'; readonly ids: readonly TaskId[]; readonly reason: string }
  | { readonly type: 'AcceptTask'; readonly id: TaskId }
  /** Records what differs in protected files now, unless it is known. `total`: how many, if not all are given. */
  | { readonly type: 'RecordProtected'; readonly changes: readonly ShownChange[]; readonly total: number }
  | { readonly type: 'AcceptProtected'; readonly files: readonly AcceptedFile[]; readonly all?: true }
  /** Accepts the protected files as they were last found. */
  | { readonly type: 'AcceptFoundChanges' }
  | { readonly type: 'RecordEvidence'; readonly evidence: IterationEvidence }
  | { readonly type: 'RefuseCompletion'; readonly reason: string };

/** Returns the events of a command; tasks that are no longer completed are skipped. Throws `TASK.NOT_FOUND`, `TASK.NOT_COMPLETED` and `PROTECT.NOTHING`. */
export function decideProof(command: ProofCommand, state: ProofState, tasks: TaskList): ProofEvent[] {
  const completed = (ids: readonly TaskId[]): readonly TaskId[] =>
    ids.filter((id) => findTask(tasks, id)?.status === 'completed');
  switch (command.type) {
    case 'RecordCheck':
      return [{ type: 'CheckRan', data: command.run }];
    case 'VerifyTasks':
      return completed(command.ids).map((id) => ({
        type: 'TaskVerified',
        data: { id, checks: command.checks, ...(command.besides && { besides: command.besides }) },
      }));
    case 'LeaveUnverified':
      return completed(command.ids).map((id) => ({
        type: 'TaskLeftUnverified',
        data: { id, reason: shortened(command.reason) },
      }));
    case 'ReturnTasks':
      return completed(command.ids).map((id) => ({
        type: 'TaskReturned',
        data: { id, by: command.by, reason: shortened(command.reason) },
      }));
    case 'DoubtTasks':
      return completed(command.ids).map((id) => ({
        type: 'TaskDoubted',
        data: { id, reason: shortened(command.reason) },
      }));
    case 'AcceptTask': {
      const { status } = requireTask(tasks, command.id);
      if (status !== 'completed') {
        throw new DomainError('TASK.NOT_COMPLETED', `${command.id} is ${status}, not completed`, {
          remedy: 'only a completed task can be accepted',
        });
      }
      return [{ type: 'TaskAccepted', data: { id: command.id } }];
    }
    case 'RecordProtected': {
      const { changes, total } = command;
      if (isSame(changes, state.protection.changes)) return [];
      const leftOut = total - changes.length;
      return [{ type: 'ProtectedFilesChanged', data: { changes, ...(leftOut > 0 && { leftOut }) } }];
    }
    case 'AcceptProtected': {
      const { files, all } = command;
      return files.length === 0 && !all
        ? []
        : [{ type: 'ProtectedFilesAccepted', data: { files, ...(all && { all }) } }];
    }
    case 'AcceptFoundChanges': {
      const { changes } = state.protection;
      if (changes.length === 0) {
        throw new DomainError('PROTECT.NOTHING', 'no protected file differs from what is accepted');
      }
      return [
        {
          type: 'ProtectedFilesAccepted',
          data: { files: changes.map(({ path, hash }) => ({ path, hash })) },
        },
      ];
    }
    case 'RecordEvidence':
      return command.evidence.tasks.length > 0
        ? [{ type: 'EvidenceRecorded', data: bounded(command.evidence) }]
        : [];
    case 'RefuseCompletion':
      return state.completionRequested
        ? [{ type: 'CompletionRefused', data: { reason: shortened(command.reason) } }]
        : [];
    default:
      return command satisfies never;
  }
}
