// Summarizes how certain it is that the work of a session is done.

import { listed } from '../../domain/listed.ts';
import type { CheckResult } from '../../domain/proof/evidence.ts';
import { isJudged, isReviewed } from '../../domain/proof/proof.state.ts';
import type { Proof } from '../../domain/proof/proof.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import { STANDINGS, standingOf } from './task-report.ts';

export interface ProofSummary {
  /** The completed tasks by proof, the doubtful ones first, because they need attention. */
  readonly tasks: Readonly<Record<Proof, readonly TaskId[]>>;
  /** The tasks that are open again, because their checks or their reviewer refused them. */
  readonly returned: readonly TaskId[];
  /** The completed tasks that the reviewer accepted, whatever their proof. */
  readonly reviewed: readonly TaskId[];
  /** The last result of each check. */
  readonly checks: readonly CheckResult[];
}

/** Returns the summary, null if no check ever ran and nothing was reviewed. */
export function summarizeProof({ tasks, proof }: Pick<SessionState, 'tasks' | 'proof'>): ProofSummary | null {
  if (!isJudged(proof)) return null;
  const groups: Record<Proof, TaskId[]> = { doubtful: [], unverified: [], verified: [], accepted: [] };
  const returned: TaskId[] = [];
  const reviewed: TaskId[] = [];
  for (const task of tasks.tasks.values()) {
    const standing = standingOf(task, proof);
    if (standing === 'returned') returned.push(task.id);
    else if (standing) groups[standing].push(task.id);
    if (task.status === 'completed' && isReviewed(proof, task.id)) reviewed.push(task.id);
  }
  const checks = proof.checks.map(({ command, outcome, tests }) => ({ command, outcome, tests }));
  return { tasks: groups, returned, reviewed, checks };
}

/** Returns one line: `2 doubtful (TAS-1, TAS-4), 1 unverified (TAS-2), 5 verified`; '' if no task is completed. */
export function describeProof({ tasks, returned, reviewed }: ProofSummary): string {
  const standings = STANDINGS.flatMap((standing) => {
    const ids = standing === 'returned' ? returned : tasks[standing];
    if (ids.length === 0) return [];
    const needsNames = standing !== 'verified' && standing !== 'accepted';
    return [`${ids.length} ${standing}${needsNames ? ` (${listed(ids)})` : ''}`];
  });
  return [...standings, ...(reviewed.length > 0 ? [`${reviewed.length} reviewed`] : [])].join(', ');
}
