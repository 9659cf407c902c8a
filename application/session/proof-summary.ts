// Summarizes how certain it is that the work of a session is done.

import { listed } from '../../domain/listed.ts';
import { isJudged, isReviewed, proofOfTask } from '../../domain/proof/proof.state.ts';
import type { CheckOutcome, Proof } from '../../domain/proof/proof.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { TaskId } from '../../domain/task/task.ts';

export interface ProofSummary {
  /** The completed tasks by proof, the doubtful ones first, because they need attention. */
  readonly tasks: Readonly<Record<Proof, readonly TaskId[]>>;
  /** The completed tasks that the reviewer accepted, whatever their proof. */
  readonly reviewed: readonly TaskId[];
  /** The last outcome of each check. */
  readonly checks: readonly { readonly command: string; readonly outcome: CheckOutcome }[];
}

/** Returns the summary, null if no check ever ran and nothing was reviewed. */
export function summarizeProof({ tasks, proof }: Pick<SessionState, 'tasks' | 'proof'>): ProofSummary | null {
  if (!isJudged(proof)) return null;
  const groups: Record<Proof, TaskId[]> = { doubtful: [], unverified: [], verified: [], accepted: [] };
  const reviewed: TaskId[] = [];
  for (const { id, status } of tasks.tasks.values()) {
    if (status !== 'completed') continue;
    groups[proofOfTask(proof, id)].push(id);
    if (isReviewed(proof, id)) reviewed.push(id);
  }
  const checks = proof.checks.map(({ command, outcome }) => ({ command, outcome }));
  return { tasks: groups, reviewed, checks };
}

/** Returns one line: `2 doubtful (TAS-1, TAS-4), 1 unverified (TAS-2), 5 verified`; '' if no task is completed. */
export function describeProof({ tasks, reviewed }: ProofSummary): string {
  const named = (proof: Proof): string => `${tasks[proof].length} ${proof} (${listed(tasks[proof])})`;
  const counted = (proof: Proof): string => `${tasks[proof].length} ${proof}`;
  return [
    ...(['doubtful', 'unverified'] as const).filter((proof) => tasks[proof].length > 0).map(named),
    ...(['verified', 'accepted'] as const).filter((proof) => tasks[proof].length > 0).map(counted),
    ...(reviewed.length > 0 ? [`${reviewed.length} reviewed`] : []),
  ].join(', ');
}
