// Reports what is proven about each task, the ones that need attention first.

import type { TaskEvidence } from '../../domain/proof/evidence.ts';
import { type ProofState, proofOfTask } from '../../domain/proof/proof.state.ts';
import type { Proof, TaskRecord } from '../../domain/proof/proof.ts';
import type { TaskList } from '../../domain/task/task.state.ts';
import { type Task, type TaskId, taskNumber } from '../../domain/task/task.ts';

/** From what needs attention most. `returned`: open again, because its checks or its reviewer refused it. */
export const STANDINGS = ['doubtful', 'returned', 'unverified', 'verified', 'accepted'] as const;
export type Standing = Proof | 'returned';

export interface TaskReport {
  readonly id: TaskId;
  readonly content: string;
  readonly standing: Standing;
  /** Why it is doubtful, returned or unverified; '' if nothing was said. */
  readonly why: string;
  /** null if none is known, as in sessions of older versions. */
  readonly evidence: TaskEvidence | null;
}

/** Returns a report of each task that is completed or was returned, by standing, then by id. */
export function taskReports(
  { tasks }: TaskList,
  proof: ProofState,
  evidenceOf: (id: TaskId) => TaskEvidence | undefined,
): TaskReport[] {
  const groups = new Map<Standing, TaskReport[]>(STANDINGS.map((standing) => [standing, []]));
  for (const task of tasks.values()) {
    const report = taskReport(task, proof, evidenceOf(task.id));
    if (report) groups.get(report.standing)?.push(report);
  }
  return STANDINGS.flatMap((standing) => groups.get(standing) ?? []);
}

/** Returns the report of a task; undefined if it is neither completed nor was returned. */
export function taskReport(task: Task, proof: ProofState, evidence?: TaskEvidence): TaskReport | undefined {
  const standing = standingOf(task, proof);
  if (!standing) return undefined;
  const { id, content } = task;
  const record = proof.records.get(taskNumber(id));
  return { id, content, standing, why: record ? whyOf(standing, record) : '', evidence: evidence ?? null };
}

function whyOf(standing: Standing, { reason, doubt, reviewReturns }: TaskRecord): string {
  if (standing === 'verified' || standing === 'accepted') return '';
  if (standing === 'returned') return reason;
  if (standing !== 'doubtful' || doubt !== '') return doubt;
  return `the reviewer returned it ${reviewReturns} times`;
}

/** Returns what is known of a task; undefined if it is neither completed nor was returned. */
export function standingOf({ id, status }: Task, proof: ProofState): Standing | undefined {
  if (status === 'completed') return proofOfTask(proof, id);
  if (status === 'cancelled') return undefined;
  const record = proof.records.get(taskNumber(id));
  return record && record.returns > 0 && record.reason !== '' ? 'returned' : undefined;
}
